/** Which statements of a resource's policy let everybody in. */
import { demanded, isAllow, isEverybody, type Statement } from "./documents";
import { some } from "./reading";

/** Conditions by which AWS itself takes a statement for one that is not public. */
const NARROWING = [
  "aws:PrincipalAccount",
  "aws:PrincipalArn",
  "aws:PrincipalOrgID",
  "aws:PrincipalOrgPaths",
  "aws:SourceAccount",
  "aws:SourceArn",
  "aws:SourceOwner",
  "aws:SourceVpc",
  "aws:SourceVpce",
  "aws:userid",
  "kms:CallerAccount",
  "s3:DataAccessPointAccount",
  "s3:DataAccessPointArn",
];

/** True for a statement that allows something to everybody, under no condition that only some can meet. */
export function letsEverybodyIn(statement: Statement): boolean {
  const everybody = some(statement.principals, isEverybody) || statement.notPrincipals.length > 0;
  return (
    isAllow(statement) &&
    everybody &&
    !NARROWING.some((key) => isNarrowed(statement, key)) &&
    !byAddress(statement)
  );
}

function isNarrowed(statement: Statement, key: string): boolean {
  const values = demanded(statement, key);
  return values.length > 0 && values.every(isOfSomebody);
}

/** True for a value that not everybody can have: it begins with more than a wildcard, and an ARN has an account. */
function isOfSomebody(value: string): boolean {
  if (!value.startsWith("arn:")) return !/^[*?]/.test(value) && value !== "";
  const [, , , , account = "", ...resource] = value.split(":");
  return account === "" ? isOfSomebody(resource.join(":")) : !/[*?]/.test(account);
}

function byAddress({ conditions }: Statement): boolean {
  return conditions.some(
    ({ operator, key, values }) =>
      operator === "ipaddress" && key === "aws:sourceip" && !values.some((value) => /\/0+$/.test(value)),
  );
}
