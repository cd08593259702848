/** What nginx would do with a request, read from its configuration's text: enough of it to hold against the planner. */

interface Row {
  readonly expression: RegExp;
  readonly value: string;
}

/** Reads a table of the configuration and gives what it makes of a text. */
function mapOf(conf: string, variable: string): (text: string) => string | undefined {
  const body = new RegExp(`map (?:\\S+|"[^"]*") \\${variable} \\{\\n([^]*?)\\n\\s*\\}\\n`).exec(conf)?.[1];
  if (body === undefined) throw new Error(`no map of ${variable}`);
  const rows = [...body.matchAll(/^\s*"~((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)";$/gm)].map(
    ([, expression = "", value = ""]): Row => ({
      expression: new RegExp(unquoted(expression)),
      value: unquoted(value),
    }),
  );
  return (text) => {
    for (const { expression, value } of rows) {
      const found = expression.exec(text);
      if (found) return value.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? "");
    }
    return undefined;
  };
}

/** As nginx reads a word in double quotes. */
function unquoted(text: string): string {
  return text.replace(/\\(["'\\])/g, "$1");
}

/** The rule that takes a request, and the path that its service sees. */
export function gatewayOf(conf: string): (path: string) => { rule: string; target: string } | undefined {
  const ruleOf = mapOf(conf, "$rule");
  const targetOf = mapOf(conf, "$target");
  return (path) => {
    const rule = ruleOf(path);
    return rule === undefined ? undefined : { rule, target: targetOf(`${rule} ${path}`) ?? path };
  };
}
