/** An element with text: text only, so that nothing the API answers can become markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = "",
  className = "",
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  node.textContent = text;
  if (className !== "") node.className = className;
  return node;
}

/** A form of one field. */
export function ask(label: string, button: string, onSubmit: (value: string) => void): HTMLFormElement {
  const form = element("form");
  const input = element("input");
  input.setAttribute("aria-label", label);
  input.placeholder = label;
  form.append(input, element("button", button));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onSubmit(input.value);
  });
  return form;
}
