/** Availability zones as a new account sees them: three a region. */
const ZONE_LETTERS = ["a", "b", "c"] as const;

/** The parts of a region's name as zone ids abbreviate them: `eu-west-1` is `euw1`. */
const DIRECTIONS: Readonly<Record<string, string>> = {
  central: "c",
  north: "n",
  south: "s",
  east: "e",
  west: "w",
  northeast: "ne",
  northwest: "nw",
  southeast: "se",
  southwest: "sw",
  gov: "g",
};

export interface Zone {
  readonly name: string;
  readonly id: string;
}

export function zonesOf(region: string): Zone[] {
  return ZONE_LETTERS.map((letter) => ({ name: region + letter, id: zoneId(region + letter) }));
}

/** The id that goes with a zone's name here; on AWS the pairing differs from account to account. */
export function zoneId(zone: string): string {
  const region = zone.slice(0, -1);
  const code = region
    .split("-")
    .map((part) => DIRECTIONS[part] ?? part)
    .join("");
  return `${code}-az${zone.charCodeAt(zone.length - 1) - "a".charCodeAt(0) + 1}`;
}

export function isZoneOf(region: string, zone: string): boolean {
  return zone.length === region.length + 1 && zone.startsWith(region) && /[a-f]$/.test(zone);
}
