/** The part of an engine's checkpoint, or of `pulumi stack export`, that is read here. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  /** False for components. */
  readonly custom?: boolean;
  readonly id?: string;
  readonly parent?: string;
  /** True for what is only read, not owned. */
  readonly external?: boolean;
  /** True for what a replacement has left to be deleted. */
  readonly delete?: boolean;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}
