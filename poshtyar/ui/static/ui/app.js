// The few things that a page does by itself. Every page works without them.
(() => {
  "use strict";

  const TOAST_MS = 6000;

  const each = (root, selector, act) => {
    if (root.matches?.(selector)) act(root);
    root.querySelectorAll?.(selector).forEach(act);
  };

  // ---- without a connection nothing is sent: the page would be lost, and nobody would know what became of an act
  addEventListener("submit", (event) => {
    const form = event.target;
    if (navigator.onLine || form.method !== "post" || form.matches("[data-waits]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(document.body.dataset.unsent);
  }, true);

  // ---- forms: one sending at a time
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sending) { event.preventDefault(); return; }
    if (form.method === "dialog") return;
    form.dataset.sending = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });

  const release = (form) => {
    delete form.dataset.sending;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  };
  document.addEventListener("unsent", ({ target }) => release(target));
  // Coming back with the browser's button shows the page as it was left: busy.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));

  // ---- a Persian text that begins with a Latin name is Persian; dir=auto asks the first letter alone
  const PERSIAN = /[\u0620-\u06ff]/g, LATIN = /[A-Za-z]/g;
  const direct = (field) => {
    const count = (letters) => (field.value.match(letters) || []).length;
    field.dir = count(PERSIAN) > count(LATIN) ? "rtl" : "auto";
  };
  const DIRECTED = "input[dir=auto],textarea[dir=auto],[data-directed]";
  const directAll = (root) => each(root, DIRECTED, (field) => { field.dataset.directed = ""; direct(field); });
  document.addEventListener("input", ({ target }) => { if (target.matches?.(DIRECTED)) directAll(target); });
  document.addEventListener("focusin", ({ target }) => { if (target.matches?.(DIRECTED)) directAll(target); });
  directAll(document);

  // ---- a password shows no letters, so whoever types in the wrong layout is told; what is typed stays as it is
  document.addEventListener("input", ({ target }) => {
    const words = target.type === "password" && target.closest(".field")?.querySelector("[data-persian-layout] span");
    if (words) words.hidden = !/[\u0620-\u06ff]/.test(target.value);
  });

  // ---- Ctrl Enter, or Cmd Enter, sends what is being written
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const form = event.target.closest("textarea,input")?.form;
    const button = form?.method === "post" && form.querySelector("button:not([type=button])");
    if (!button) return;
    event.preventDefault();
    form.requestSubmit(button);
  });

  // ---- the key / leads into the search of a page that has one; by the place of the key, whatever the layout types there
  document.addEventListener("keydown", (event) => {
    const isSlash = event.key === "/" || (event.code === "Slash" && !event.shiftKey);
    if (!isSlash || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const search = document.querySelector("[aria-keyshortcuts='/']");
    if (!search || event.target.closest("input,textarea,select") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  // ---- what was wrong is red until it is put right, as far as a browser can tell; what was said of it stays to be read
  document.addEventListener("input", ({ target }) => {
    const field = target.closest?.(".field:has(.error)");
    if (!field) return;
    const isWrong = !target.checkValidity();
    field.classList.toggle("has-error", isWrong);
    field.querySelectorAll("[aria-invalid]").forEach((input) => input.setAttribute("aria-invalid", isWrong));
  });

  // ---- a link of the error summary leads into its field, even into one that is folded away
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const folded = field.closest("details");
    if (folded) folded.open = true;
    field.focus();
  });

  // ---- dialogs: <button data-opens="id">, <button data-closes>
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); }
    if (event.target.closest("[data-closes]")) { event.preventDefault(); event.target.closest("dialog").close(); }
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // ---- tabs: ArrowLeft goes on in Persian
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest("[role=tab]");
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!tab || !step) return;
    const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
    const direction = getComputedStyle(tab).direction === "rtl" ? -1 : 1;
    const next = tabs[(tabs.indexOf(tab) + step * direction + tabs.length) % tabs.length];
    next.focus();
    next.click();
  });
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (!tab) return;
    tab.closest("[role=tablist]").querySelectorAll("[role=tab]").forEach((other) => {
      const chosen = other === tab;
      other.setAttribute("aria-selected", chosen);
      other.tabIndex = chosen ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
    });
  });

  // ---- toasts leave by themselves, but not from under the pointer, and errors never
  const dismissLater = (toast) => {
    if (toast.matches(".toast-error,.toast-warning")) return;
    setTimeout(() => {
      if (toast.matches(":hover,:focus-within")) { dismissLater(toast); return; }
      toast.classList.add("is-leaving");
      setTimeout(() => toast.remove(), 300);
    }, TOAST_MS);
  };

  const say = (text) => {
    const said = [...document.querySelectorAll("#messages .toast-error")];
    said.find((toast) => toast.textContent === text)?.remove(); // Said once, and heard again.
    const toast = document.createElement("p");
    toast.className = "toast toast-error";
    toast.textContent = text;
    document.getElementById("messages")?.append(toast);
  };

  // ---- the bar while there is no connection
  const offline = document.getElementById("offline");
  const tellConnection = () => { if (offline) offline.textContent = navigator.onLine ? "" : document.body.dataset.offline; };
  addEventListener("online", tellConnection);
  addEventListener("offline", tellConnection);
  addEventListener("pageshow", tellConnection);

  // ---- a deleted row has taken the focus with it: it goes to the row that follows, or to the heading. A row is deleted
  // by a form in it (<form data-deletes>) or on the page that its link opened.
  const ROWS = "main .rows>li:not(.empty),main tbody>tr";
  const remembered = (name, value) => {
    try {
      if (value) sessionStorage.setItem(name, value);
      return sessionStorage.getItem(name);
    } catch { return null; } // A browser that keeps nothing leaves the focus where it puts it.
  };
  const placeOf = (element) => {
    const row = element?.closest(ROWS);
    return row && JSON.stringify([location.pathname, [...document.querySelectorAll(ROWS)].indexOf(row)]);
  };
  document.addEventListener("click", ({ target }) => remembered("opened", placeOf(target.closest("a"))));
  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[data-deletes]")) remembered("deleted", placeOf(target) || remembered("opened") || "[]");
  });
  const focusAfterDeletion = () => {
    const deleted = remembered("deleted");
    if (!deleted) return;
    sessionStorage.removeItem("deleted");
    const [path, index] = JSON.parse(deleted), heading = document.querySelector("main h1");
    // What was refused has an error summary, which takes the focus itself.
    if (!heading || document.querySelector("[data-focus]")) return;
    const row = path === location.pathname && document.querySelectorAll(ROWS)[index];
    const next = row && (row.querySelector("[data-deletes] button") || row.querySelector("a:not(.phone),button"));
    if (!next) heading.tabIndex = -1;
    (next || heading).focus();
  };

  // ---- whatever arrives, on load or in a fragment
  const welcome = (root) => {
    each(root, "[data-toast]", dismissLater);
    each(root, "[data-focus]", (element) => element.focus());
  };

  // ---- htmx
  document.addEventListener("htmx:after:swap", ({ target }) => welcome(target));
  document.addEventListener("htmx:finally:request", ({ target }) => {
    const form = target.closest?.("form") || target;
    if (form.dataset?.sending) release(form);
  });
  // 5xx leaves the page as it is; the person is told, with the code to ask about. 503 passes by itself.
  // What only hints may fail without a word.
  document.addEventListener("htmx:response:error", ({ target, detail }) => {
    if (target.closest?.("[data-hint]")) return;
    const { status, headers } = detail.ctx.response;
    if (status === 503) say(document.body.dataset.away);
    else if (status >= 500) say([document.body.dataset.failed, headers.get("X-Follow-Up")].filter(Boolean).join(" "));
  });
  document.addEventListener("htmx:error", ({ target }) => {
    if (navigator.onLine && !target.closest?.("[data-hint]")) say(document.body.dataset.offline);
  });

  welcome(document);
  focusAfterDeletion();
})();
