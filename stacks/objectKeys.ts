/** Readers of the config keys whose values are objects. */
import { parseImageAddress } from "../components/imageAddress";
import { isTimeOfDay, isTimeZone } from "./formats";
import type { Sleep } from "./environment";
import { isObject, parseJson, refuse, type JsonObject, type Reading, type Refusal } from "./reading";
import {
  overrideFields,
  serviceNumbers,
  type NumberRule,
  toOverride,
  type ServiceNumber,
  type ServiceOverride,
} from "./serviceFields";

/** `false`, or hours of sleep with their time zone. */
export function readSleep(text: string): Reading<Sleep | false> {
  const given = parseJson(text);
  if (given === false) return { value: false, refusals: [] };
  if (!isObject(given)) {
    return refuse({ value: given ?? text, allowed: "false, or an object with from, to and timezone" });
  }
  const { from, to, timezone, ...others } = given;
  const refusals: Refusal[] = unknownFields(others, ["from", "to", "timezone"], []);
  const text_ = (value: unknown): string => (typeof value === "string" ? value : "");
  const expect = (field: string, value: unknown, sound: boolean, allowed: string, example: string): void => {
    const kind = value === undefined ? "missing" : "invalid";
    if (!sound) refusals.push({ at: [field], kind, value, allowed, example });
  };
  expect("from", from, isTimeOfDay(text_(from)), "a time of day as HH:MM", "20:00");
  expect("to", to, isTimeOfDay(text_(to)), "a time of day as HH:MM", "07:00");
  expect("timezone", timezone, isTimeZone(text_(timezone)), "an IANA time zone", "Europe/Paris");
  if (refusals.length > 0) return { refusals };
  if (from === to) {
    return refuse({ at: ["to"], value: to, allowed: "another time than from", example: "07:00" });
  }
  return { value: { from: text_(from), to: text_(to), timezone: text_(timezone) }, refusals };
}

/** Overrides by service. Whether such services exist is for the catalogue to say. */
export function readServices(text: string): Reading<Readonly<Record<string, ServiceOverride>>> {
  return readEach(text, "an object of services, each an object of overrides", readOverride);
}

function readOverride(name: string, given: unknown): Reading<ServiceOverride> {
  if (!isObject(given)) {
    return refuse({
      at: [name],
      value: given,
      allowed: `an object with any of ${overrideFields.join(", ")}`,
    });
  }
  const { settings: givenSettings, ...rest } = given;
  const refusals: Refusal[] = [];
  const numbers: Partial<Record<ServiceNumber, number>> = {};
  const others: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(rest)) {
    if (!isServiceNumber(field)) {
      others[field] = value;
      continue;
    }
    const rule = serviceNumbers[field];
    if (typeof value === "number" && rule.accepts(value)) numbers[field] = value;
    else refusals.push(misfit([name, field], value, rule));
  }
  refusals.push(...unknownFields(others, overrideFields, [name]));
  const settings = readSettings(name, givenSettings ?? {});
  return { value: toOverride(numbers, settings.value ?? {}), refusals: [...refusals, ...settings.refusals] };
}

/** `"512"` was meant for 512. */
function misfit(at: readonly string[], value: unknown, { accepts, allowed, example }: NumberRule): Refusal {
  const meant =
    typeof value === "string" && accepts(Number(value)) ? { suggestion: String(Number(value)) } : {};
  return { at, value, allowed, example, ...meant };
}

function isServiceNumber(field: string): field is ServiceNumber {
  return Object.hasOwn(serviceNumbers, field);
}

/** Values of settings are never shown: people put secrets there. YAML makes numbers of what looks like one. */
function readSettings(service: string, given: unknown): Reading<Readonly<Record<string, string>>> {
  const at = [service, "settings"];
  if (!isObject(given))
    return refuse({ at, received: "something else", allowed: "an object of environment variables" });
  const plain = Object.entries(given).filter(
    ([, value]) => !isObject(value) && !Array.isArray(value) && value !== null,
  );
  const names = plain.map(([name]) => name);
  return {
    value: Object.fromEntries(plain.map(([name, value]) => [name, String(value)])),
    refusals: Object.keys(given)
      .filter((name) => !names.includes(name))
      .map((name) => ({ at: [...at, name], allowed: "a text, a number or a boolean" })),
  };
}

/** Image tags by service. */
export function readImageTags(text: string): Reading<Readonly<Record<string, string>>> {
  return readEach(text, "an object of services and image tags", (name, given) => {
    // YAML has read an unquoted 1.10 as 1.1, and a long number without its last digits.
    const tag = Number.isSafeInteger(given) ? String(given) : given;
    if (typeof tag === "string" && (isTag(tag) || parseImageAddress(tag)))
      return { value: tag, refusals: [] };
    return refuse({
      at: [name],
      value: given,
      allowed:
        "an image tag as text, or a whole Amazon ECR image address with a tag or a digest, as the output images of another stack has them",
    });
  });
}

/** Docker, "Tag an image": up to 128 characters, neither dot nor hyphen first. */
function isTag(text: string): boolean {
  return /^\w[\w.-]{0,127}$/.test(text);
}

/** ARNs of existing secrets by name. What is no ARN is not shown: it may be the secret itself. */
export function readSecretArns(text: string): Reading<Readonly<Record<string, string>>> {
  return readEach(text, "an object of secret names and ARNs", (name, given) => {
    if (typeof given === "string" && SECRET_ARN.test(given)) return { value: given, refusals: [] };
    return refuse({
      at: [name],
      ...(typeof given === "string" && /^arn:[\w:/+=.@*-]*$/.test(given) && { value: given }),
      allowed:
        "the whole ARN of a Secrets Manager secret, arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX, with its suffix of six characters",
    });
  });
}

const SECRET_ARN = /^arn:aws(?:-[a-z]+)*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/;

/** Reads an object member by member. */
function readEach<T>(
  text: string,
  allowed: string,
  read: (name: string, given: unknown) => Reading<T>,
): Reading<Readonly<Record<string, T>>> {
  const given = parseJson(text);
  if (!isObject(given)) return refuse({ received: "something else", allowed });
  const values: Record<string, T> = {};
  const refusals: Refusal[] = [];
  for (const [name, member] of Object.entries(given)) {
    const reading = read(name, member);
    if (reading.value !== undefined) values[name] = reading.value;
    refusals.push(...reading.refusals);
  }
  return { value: values, refusals };
}

function unknownFields(others: JsonObject, known: readonly string[], at: readonly string[]): Refusal[] {
  return Object.keys(others).map((field) => ({ kind: "unknown", at: [...at, field], known }));
}
