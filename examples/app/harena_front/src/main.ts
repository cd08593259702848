import { element } from "./dom";
import { startRouter } from "./router";

const view = document.getElementById("view");
if (view === null) throw new Error("The page has no #view.");

startRouter(
  view,
  {
    "/": async () => (await import("./pages/home")).home,
    "/search": async () => (await import("./pages/search")).searchPage,
    "/chat": async () => (await import("./pages/chat")).chat,
  },
  (target) => {
    target.append(element("h1", "Not found"), element("p", "There is no such page."));
  },
);
