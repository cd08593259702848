/** A resource's life in the account, request by request, whatever they travel by. */
import type { Existing } from "../account";
import { deletesFirst, put, remove, secondsOf, updated } from "../lifecycle";
import type { Place, Props, RefusalTime, ResourceModel } from "../model";
import { refusalsOf } from "../provision";
import { findInvoke, findModel } from "../registry";
import { masker } from "../secret";
import { check, givenOf, settled, type Checked } from "./checks";
import { difference, type Difference } from "./diff";
import { failureText, ProviderError } from "./errors";
import { outputsWire, secretOutputsOf, type Estate } from "./estate";
import { isPut } from "./puts";
import { noteRollback, rolledBack, WATCHED } from "./rollbacks";
import type { ProviderSettings } from "./settings";
import { decodeProps, encode, plainProps, secretWire, UNKNOWN_WIRE, type Wire } from "./values";

/** What every request about a resource says. */
export interface Subject {
  readonly urn: string;
  readonly type: string;
  /** Pulumi's logical name. */
  readonly name: string;
  readonly settings: ProviderSettings;
}

export interface Made {
  readonly id: string;
  readonly properties: Wire;
  /** The inputs as the engine gave them. */
  readonly inputs: Wire;
  /** How long AWS takes. */
  readonly seconds: number;
}

export class Resources {
  #requests = 0;

  constructor(readonly estate: Estate) {}

  check(subject: Subject, olds: Wire | undefined, news: Wire): Checked {
    const { urn, name, settings } = subject;
    const key = olds ? this.estate.currentKey(urn) : this.estate.nextKey(urn);
    const place = this.estate.place(key, name, settings, news);
    return check(findModel(subject.type), olds, news, place, this.estate.account);
  }

  diff(subject: Subject, id: string, oldInputs: Wire, oldOutputs: Wire, news: Wire): Difference {
    const model = findModel(subject.type);
    const key = this.estate.locate(subject.urn, subject.type, id)?.urn ?? subject.urn;
    const place = { ...this.#place(subject, key, news), defaultTags: {} };
    const outputs = plainProps(oldOutputs);
    const drifted = (WATCHED[subject.type] ?? []).filter((name) => outputs[name] !== undefined);
    // A resource's region is an input or the provider's; when the latter changes, the resource moves too.
    const follows = news.region === undefined && outputs.region !== undefined;
    const before = {
      ...settled(model, plainProps(oldInputs), place),
      ...Object.fromEntries(drifted.map((name) => [name, outputs[name]])),
      ...(follows && { region: outputs.region }),
    };
    const after = { ...settled(model, plainProps(news), place), ...(follows && { region: place.region }) };
    return difference(model, before, after, deletesFirst(model, givenOf(news)));
  }

  /** What a preview of a creation knows. */
  planCreate(subject: Subject, inputs: Wire): Wire {
    const model = findModel(subject.type);
    const place = this.#place(subject, this.estate.nextKey(subject.urn), inputs);
    const given = settled(model, plainProps(inputs), place);
    const secret = secretOutputsOf(model, inputs);
    const state: Wire = {};
    for (const [key, value] of Object.entries(given)) state[key] = inputs[key] ?? encode(value);
    for (const key of computedBy(model, given, place, this.estate)) {
      if (inputs[key] === undefined && key !== "region") {
        state[key] = secret.has(key) ? secretWire(UNKNOWN_WIRE) : UNKNOWN_WIRE;
      }
    }
    return state;
  }

  /** What a preview of an update knows: what is not recomputed stays, what changes is as the inputs say. */
  planUpdate(subject: Subject, id: string, oldOutputs: Wire, inputs: Wire): Wire {
    const model = findModel(subject.type);
    const key = this.estate.locate(subject.urn, subject.type, id)?.urn ?? subject.urn;
    const place = this.#place(subject, key, inputs);
    const given = settled(model, plainProps(inputs), place);
    const state: Wire = { ...oldOutputs };
    for (const [key, value] of Object.entries(given)) state[key] = inputs[key] ?? encode(value);
    for (const key of model.recomputed ?? []) state[key] = UNKNOWN_WIRE;
    return state;
  }

  /** @param isRolledBack whether AWS takes the deployment back, and the provider calls that a success */
  create(subject: Subject, checked: Wire, isRolledBack = false): Made {
    const model = findModel(subject.type);
    const place = this.#place(subject, this.estate.nextKey(subject.urn), checked);
    const inputs = settled(model, plainProps(checked), place);
    const input = { inputs, given: givenOf(checked), place };
    const created = this.#inPlaceOf(this.#former(model, subject, inputs, place), () => {
      this.#refuse(model, "create", subject, checked, input);
      return model.create(inputs, place, this.estate.account);
    });
    const outputs = { ...inputs, ...created.outputs };
    const { urn, region } = place;
    const thing = { urn, type: subject.type, id: created.id, region, inputs, outputs };
    const seconds = secondsOf(model, "create", inputs, this.estate.account);
    noteRollback(this.estate.account, thing, isRolledBack);
    return this.#put(model, place, isRolledBack ? rolledBack(thing, {}) : thing, checked, seconds);
  }

  /** @param isRolledBack as in {@link create} */
  update(subject: Subject, id: string, checked: Wire, isRolledBack = false): Made {
    const model = findModel(subject.type);
    const before = this.estate.locate(subject.urn, subject.type, id);
    if (!before) throw this.#failure("update", subject, id, "NotFoundException: it does not exist", 404);
    const place = this.#place(subject, before.urn, checked);
    const inputs = settled(model, plainProps(checked), place);
    const input = { inputs, given: givenOf(checked), place, before: before.outputs };
    this.#refuse(model, "update", subject, checked, input);
    const thing = updated(model, inputs, place, this.estate.account, before);
    const seconds = secondsOf(model, "update", inputs, this.estate.account);
    noteRollback(this.estate.account, thing, isRolledBack);
    return this.#put(
      model,
      place,
      isRolledBack ? rolledBack(thing, before.outputs) : thing,
      checked,
      seconds,
    );
  }

  /**
   * Deletes the thing; deleting what is gone succeeds. Gives the seconds that AWS takes.
   *
   * @param olds the outputs that the engine knows of it
   */
  delete(subject: Subject, id: string, olds: Wire): number {
    const thing = this.estate.condemned(subject.urn, subject.type, id, plainProps(olds).arn);
    if (!thing) return 0;
    const model = findModel(subject.type);
    const checked = this.estate.checkedOf(thing);
    // Where it is, wherever its provider has moved to meanwhile.
    const place = { ...this.#place(subject, thing.urn, checked), region: thing.region };
    const input = { inputs: thing.inputs, place, before: thing.outputs };
    this.#refuse(model, "delete", subject, checked, input);
    const seconds = secondsOf(model, "delete", thing.inputs, this.estate.account);
    noteRollback(this.estate.account, thing, false);
    remove(model, place, this.estate.account, thing);
    return seconds;
  }

  /**
   * The thing as it is; undefined when it does not exist.
   *
   * @param olds the outputs that the engine knows of it; with none of them it is an import
   */
  read(subject: Subject, id: string, olds: Wire): { id: string; inputs: Wire; properties: Wire } | undefined {
    const isImport = Object.keys(olds).length === 0;
    const thing = isImport
      ? this.estate.importable(subject.type, id)
      : this.estate.locate(subject.urn, subject.type, id);
    if (!thing) return undefined;
    const properties = outputsWire(findModel(thing.type), thing, this.estate.checkedOf(thing));
    const inputs = { ...this.estate.checkedOf(thing) };
    for (const name of WATCHED[thing.type] ?? []) if (name in inputs) inputs[name] = properties[name];
    return { id: thing.id, inputs, properties };
  }

  invoke(token: string, args: Wire, settings: ProviderSettings): Wire {
    const place = this.estate.place("", "", settings, args);
    try {
      return encode(findInvoke(token).answer(plainProps(args), place, this.estate.account)) as Wire;
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : String(fault);
      throw new ProviderError(
        `invoking ${token}: 1 error occurred:\n\t* ${masker(decodeProps(args))(reason)}`,
      );
    }
  }

  /** A failed request of AWS's API, for a fault from outside too. */
  failure(
    verb: "create" | "update" | "delete",
    subject: Subject,
    reason: string,
    status = 400,
  ): ProviderError {
    return this.#failure(verb, subject, subject.name, reason, status);
  }

  /** What an earlier creation of the same resource has left, and this one writes over. */
  #former(model: ResourceModel, { urn, type }: Subject, inputs: Props, place: Place): Existing | undefined {
    if (!isPut(type)) return undefined;
    const former = this.estate.allOf(urn).at(-1);
    if (former?.region !== place.region) return undefined;
    const again = model.create(inputs, { ...place, urn: former.urn }, this.estate.account);
    return again.id === former.id ? former : undefined;
  }

  /** Runs a creation as if the former thing were not there, which it then is not; it stays when AWS refuses. */
  #inPlaceOf<T>(former: Existing | undefined, make: () => T): T {
    if (!former) return make();
    const checked = this.estate.checkedOf(former);
    this.estate.account.remove(former.urn);
    try {
      return make();
    } catch (fault) {
      this.estate.restore(former, checked);
      throw fault;
    }
  }

  #refuse(
    model: ResourceModel,
    when: Exclude<RefusalTime, "check">,
    subject: Subject,
    checked: Wire,
    input: { inputs: Props; given?: Props; place: Place; before?: Props },
  ): void {
    const refusal = refusalsOf(model, [when], { ...input, account: this.estate.account }).at(0);
    if (!refusal) return;
    const name = input.inputs.name;
    const reason = masker(decodeProps(checked))(refusal.reason);
    throw this.#failure(when, subject, typeof name === "string" ? name : subject.name, reason);
  }

  #failure(
    verb: "create" | "update" | "delete",
    subject: Subject,
    about: string,
    reason: string,
    status = 400,
  ): ProviderError {
    const count = String(++this.#requests).padStart(12, "0");
    const requestId = `00000000-0000-4000-8000-${count}`;
    return new ProviderError(
      failureText({ type: subject.type, verb, subject: about, reason, requestId, status }),
    );
  }

  #place({ name, settings }: Subject, key: string, inputs: Wire): Place {
    return this.estate.place(key, name, settings, inputs);
  }

  #put(model: ResourceModel, place: Place, thing: Existing, checked: Wire, seconds: number): Made {
    this.estate.note(thing.urn, checked);
    put(model, place, this.estate.account, thing);
    return { id: thing.id, properties: outputsWire(model, thing, checked), inputs: checked, seconds };
  }
}

/** The names of what AWS computes; tried out with placeholders where a preview does not know the inputs. */
function computedBy(model: ResourceModel, inputs: Props, place: Place, estate: Estate): string[] {
  const tried = encode(inputs) as Props;
  try {
    return Object.keys(model.create(tried, place, estate.account).outputs);
  } catch {
    return [];
  }
}
