/** Draws a page into `view`; `signal` fires when the visitor leaves it. */
export type Page = (view: HTMLElement, signal: AbortSignal) => void | Promise<void>;

/** Client-side routes: each page is a module of its own, loaded when it is first shown. */
export function startRouter(
  view: HTMLElement,
  routes: Record<string, () => Promise<Page>>,
  missing: Page,
): void {
  let leave = new AbortController();

  async function show(): Promise<void> {
    leave.abort();
    leave = new AbortController();
    const { signal } = leave;
    const load = routes[location.pathname.replace(/(.)\/$/, "$1")];
    markCurrent();
    const page = load === undefined ? missing : await load();
    if (signal.aborted) return;
    view.replaceChildren();
    await page(view, signal);
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (link === null || !plain || link.origin !== location.origin) return;
    event.preventDefault();
    history.pushState(null, "", link.pathname);
    void show();
  });
  window.addEventListener("popstate", () => void show());
  void show();
}

function markCurrent(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("nav a")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
