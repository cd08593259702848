import * as pulumi from "@pulumi/pulumi";

/**
 * The JSON texts that a component gives to its children. A preview shows nothing of a text in which one ARN is
 * unknown; registered as the component's output `documents`, by child and property, the same content is shown but
 * for the ARN. Never put a secret into one: texts are for everybody.
 */
export class Documents {
  readonly outputs: Record<string, Record<string, unknown>> = {};

  /**
   * The text of a document, for that property of that child.
   *
   * @param content may hold Outputs, also such whose values hold further ones
   */
  json(child: string, property: string, content: pulumi.Input<object>): pulumi.Output<string> {
    this.outputs[child] = { ...this.outputs[child], [property]: content };
    return pulumi.jsonStringify(pulumi.output(content).apply((known) => pulumi.output(known)));
  }
}
