/** Service Connect: names between services, Amazon ECS API, ServiceConnectConfiguration. */
import type { Account, Existing } from "../../../account";
import type { Props, Rule, RuleInput } from "../../../model";
import { APPLY, rule } from "../../foundation/kit/rules";
import { TYPES } from "../../foundation/kit/types";
import { isOn, object, objects, text } from "../../foundation/kit/values";
import { findAny, HTTP_NAMESPACE, isOurs, PRIVATE_NAMESPACE, show } from "../references";
import { clusterOf } from "./cluster";
import { containersOf, portsOf } from "./containers";
import { taskDefinitionOf } from "./taskDefinition";

const SOURCE = "Amazon ECS API, ServiceConnectConfiguration";
const DISCOVERY_NAME = /^[a-z0-9_][a-z0-9_-]{0,63}$/;
const DNS_NAME = /^[a-z0-9_.][a-z0-9_.-]{0,126}$/;
const NAMESPACES = [HTTP_NAMESPACE, PRIVATE_NAMESPACE];

interface Offer {
  readonly discoveryName: string;
  /** `name:port` for each client alias. */
  readonly aliases: readonly string[];
}

export function serviceConnectRules(prefix: string): Rule[] {
  const whenOn = (what: string, refuse: (connect: Props, input: RuleInput) => string | undefined): Rule =>
    rule(`${prefix}:${what}`, APPLY, SOURCE, (input) => {
      const connect = object(input.inputs, "serviceConnectConfiguration");
      const problem = connect && isOn(connect, "enabled") ? refuse(connect, input) : undefined;
      return problem && `InvalidParameterException: ${problem}`;
    });
  return [
    whenOn("connect-namespace", (connect, { inputs, account }) =>
      namespaceReference(connect, inputs, account) === undefined &&
      clusterOf(account, inputs.cluster ?? "default")
        ? "A namespace must be given when Service Connect is enabled and the cluster has no default namespace"
        : undefined,
    ),
    whenOn("exists:serviceConnectConfiguration.namespace", (connect, { account, place }) => {
      const reference = text(connect, "namespace");
      return reference === undefined || !isOurs(reference, place) || findAny(account, NAMESPACES, reference)
        ? undefined
        : `The namespace does not exist: ${reference}`;
    }),
    whenOn("connect-port-name", (connect, { inputs, account }) => {
      const task = taskDefinitionOf(account, inputs.taskDefinition);
      const names =
        task &&
        containersOf(task.inputs)
          .list.flatMap(portsOf)
          .map(({ name }) => name);
      const stray = objects(connect, "services").find(
        (item) => names && !names.includes(text(item, "portName")),
      );
      return (
        stray &&
        `The portName ${String(stray.portName)} is not the name of a port mapping in the task definition`
      );
    }),
    whenOn("connect-port-name-once", (connect) => {
      const names = objects(connect, "services").map((item) => item.portName);
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      return twice === undefined ? undefined : `The portName ${show(twice)} is offered twice`;
    }),
    whenOn("connect-client-alias", (connect) => {
      const many = objects(connect, "services").find((item) => objects(item, "clientAlias").length > 1);
      return many && `A Service Connect service takes one client alias, ${String(many.portName)} has more`;
    }),
    whenOn("connect-discovery-name", (connect) => {
      const wrong = offersOf(connect, "").find(({ discoveryName }) => !DISCOVERY_NAME.test(discoveryName));
      return (
        wrong &&
        `discoveryName is up to 64 lower-case letters, digits, underscores and hyphens, not beginning with a hyphen, got "${wrong.discoveryName}"`
      );
    }),
    whenOn("connect-dns-name", (connect) => {
      const names = objects(connect, "services").flatMap((item) => objects(item, "clientAlias"));
      const wrong = names.find((alias) => alias.dnsName !== undefined && !DNS_NAME.test(show(alias.dnsName)));
      return (
        wrong &&
        `dnsName is up to 127 lower-case letters, digits, underscores, periods and hyphens, not beginning with a hyphen, got "${String(wrong.dnsName)}"`
      );
    }),
    ...uniquenessRules(whenOn),
    whenOn("connect-network-mode", (_connect, { inputs, account }) =>
      taskDefinitionOf(account, inputs.taskDefinition)?.inputs.networkMode === "host"
        ? "Service Connect is not supported with networkMode host"
        : undefined,
    ),
    whenOn("connect-controller", (_connect, { inputs }) => {
      const type = text(object(inputs, "deploymentController"), "type") ?? "ECS";
      return type === "ECS"
        ? undefined
        : `Service Connect is not supported with the ${type} deployment controller`;
    }),
  ];
}

function uniquenessRules(
  whenOn: (what: string, refuse: (connect: Props, input: RuleInput) => string | undefined) => Rule,
): Rule[] {
  return [
    whenOn("connect-discovery-name-unique", (connect, input) => {
      const own = offersOf(connect, "").map((offer) => offer.discoveryName);
      const taken = neighbours(connect, input).flatMap((offer) => offer.discoveryName);
      const name = own.find(
        (candidate, index) => taken.includes(candidate) || own.indexOf(candidate) !== index,
      );
      return name === undefined ? undefined : `The discoveryName ${name} is already in use in the namespace`;
    }),
    whenOn("connect-alias-unique", (connect, input) => {
      const namespace = namespaceNameOf(connect, input.inputs, input.account);
      const own = offersOf(connect, namespace).flatMap((offer) => offer.aliases);
      const taken = neighbours(connect, input).flatMap((offer) => offer.aliases);
      const alias = own.find(
        (candidate, index) => taken.includes(candidate) || own.indexOf(candidate) !== index,
      );
      return alias === undefined ? undefined : `The client alias ${alias} is already in use in the namespace`;
    }),
  ];
}

/** What a Service Connect configuration offers to others. */
function offersOf(connect: Props, namespace: string): Offer[] {
  return objects(connect, "services").map((item) => {
    const discoveryName = text(item, "discoveryName") ?? String(item.portName);
    const aliases = objects(item, "clientAlias").map(
      ({ dnsName, port }) => `${show(dnsName ?? `${discoveryName}.${namespace}`)}:${String(port)}`,
    );
    return { discoveryName, aliases };
  });
}

/** What the other services of the namespace offer. */
function neighbours(connect: Props, { inputs, account, place }: RuleInput): Offer[] {
  const namespace = namespaceNameOf(connect, inputs, account);
  return account.ofType(TYPES.ecsService).flatMap((other) => {
    const theirs = object(other.inputs, "serviceConnectConfiguration");
    if (!theirs || !isOn(theirs, "enabled") || other.urn === place.urn) return [];
    return namespaceNameOf(theirs, other.inputs, account) === namespace ? offersOf(theirs, namespace) : [];
  });
}

/** By name or ARN, the cluster's default where the service names none. */
function namespaceReference(connect: Props, inputs: Props, account: Account): string | undefined {
  const owner: Existing | undefined = clusterOf(account, inputs.cluster ?? "default");
  return text(connect, "namespace") ?? text(object(owner?.inputs, "serviceConnectDefaults"), "namespace");
}

function namespaceNameOf(connect: Props, inputs: Props, account: Account): string {
  const reference = namespaceReference(connect, inputs, account) ?? "";
  return text(findAny(account, NAMESPACES, reference)?.outputs, "name") ?? reference;
}
