import { answer } from "../api";
import { ask, element } from "../dom";

const ANSWER_SECONDS = 15;

export function chat(view: HTMLElement, signal: AbortSignal): void {
  const log = element("div");
  log.setAttribute("aria-live", "polite");
  view.append(
    element("h1", "Chat"),
    ask("Ask about your money", "Ask", (question) => void reply(log, question, signal)),
    log,
  );
}

async function reply(log: HTMLElement, question: string, signal: AbortSignal): Promise<void> {
  const text = element("p");
  log.append(element("p", `You: ${question}`), text);
  try {
    for await (const word of answer(ANSWER_SECONDS, signal)) text.append(`${word} `);
  } catch (error) {
    if (!signal.aborted) log.append(element("p", String(error), "error"));
  }
}
