/** The syntax of a Content-Security-Policy: Content Security Policy Level 3, section 2.2. */

const DIRECTIVE = /^[A-Za-z0-9-]+$/;

/** Visible ASCII but `;` and `,`, which end a directive and a policy. */
const VALUE = /^[\x21-\x2b\x2d-\x3a\x3c-\x7e]+$/;

/** What is wrong with the policy, or nothing. */
export function contentSecurityPolicyFault(policy: string): string | undefined {
  if (policy.trim() === "") return "it is empty";
  if (/[\r\n]/.test(policy)) return "it must be a single line";
  for (const part of policy.split(";").map((text) => text.trim())) {
    if (part === "") continue;
    const [name = "", ...values] = part.split(/\s+/);
    if (!DIRECTIVE.test(name)) return `${name} is no directive name`;
    const wrong = values.find((value) => !VALUE.test(value));
    if (wrong !== undefined) return `the directive ${name} holds ${wrong}`;
  }
  return undefined;
}
