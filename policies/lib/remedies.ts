/** How rules mend what breaks them, where that is safe and somebody asked for it. */
import { isBag, type Bag } from "./reading";

/**
 * The properties with some given another value, for the engine. It is done in place: a copy would read every
 * property, which a preview ends at the first unknown one, and would hold in clear what came as a secret.
 */
export function mend(props: Bag, changes: Bag): Bag {
  return Object.assign(props, changes);
}

/** {@link mend} of an object that may be missing. */
export function mendWithin(props: Bag, key: string, changes: Bag): Bag {
  const inner = props[key];
  if (!isBag(inner)) return mend(props, { [key]: changes });
  mend(inner, changes);
  return props;
}
