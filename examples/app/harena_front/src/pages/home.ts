import { API_URL, health } from "../api";
import { element } from "../dom";

export async function home(view: HTMLElement, signal: AbortSignal): Promise<void> {
  const status = element("p", "Asking the API…");
  view.append(element("h1", "Your money, explained"), element("p", `API: ${API_URL}`), status);
  try {
    status.textContent = `The API is ${await health(signal)}.`;
  } catch (error) {
    if (signal.aborted) return;
    status.className = "error";
    status.textContent = `The API cannot be reached: ${String(error)}`;
  }
}
