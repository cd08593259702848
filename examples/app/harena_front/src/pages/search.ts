import { search, type Transaction } from "../api";
import { ask, element } from "../dom";

export function searchPage(view: HTMLElement, signal: AbortSignal): void {
  const results = element("ul");
  const form = ask("What are you looking for?", "Search", (query) => void show(results, query, signal));
  view.append(element("h1", "Search"), form, results);
}

async function show(results: HTMLElement, query: string, signal: AbortSignal): Promise<void> {
  try {
    const hits = await search(query, signal);
    results.replaceChildren(...(hits.length > 0 ? hits.map(item) : [element("li", "Nothing found.")]));
  } catch (error) {
    if (!signal.aborted) results.replaceChildren(element("li", String(error), "error"));
  }
}

function item(hit: Transaction): HTMLElement {
  return element("li", `${hit.day} ${hit.label}: ${hit.amount} €`);
}
