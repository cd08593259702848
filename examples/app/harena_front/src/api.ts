/** The API's origin; the build writes it in. */
export const API_URL: string = import.meta.env.VITE_API_URL;

export interface Transaction {
  id: number;
  day: string;
  label: string;
  category: string;
  amount: string;
}

async function request(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(`${API_URL}${path}`, init);
  // A 503 of the health answer is an answer, too.
  if (!response.ok && response.status !== 503) throw new Error(`The API answers ${response.status}.`);
  return response;
}

export async function health(signal: AbortSignal): Promise<string> {
  const response = await request("/health", { signal });
  const body = (await response.json()) as { status?: string };
  return body.status ?? "unknown";
}

export async function search(query: string, signal: AbortSignal): Promise<Transaction[]> {
  const response = await request(`/api/v1/search?${new URLSearchParams({ q: query }).toString()}`, {
    signal,
  });
  return ((await response.json()) as { hits: Transaction[] }).hits;
}

/** The words of a streamed answer, as they come. */
export async function* answer(seconds: number, signal: AbortSignal): AsyncGenerator<string> {
  const response = await request(`/api/v1/conversation/stream?seconds=${seconds}`, { signal });
  if (response.body === null) throw new Error("The API answers without a body.");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    buffer += value;
    const events = buffer.split("\n\n");
    buffer = events.pop() ?? "";
    for (const event of events) {
      if (/^event: token$/m.test(event)) yield textOf(event);
    }
  }
}

function textOf(event: string): string {
  const data = /^data: (.*)$/m.exec(event)?.[1] ?? "{}";
  return (JSON.parse(data) as { text?: string }).text ?? "";
}
