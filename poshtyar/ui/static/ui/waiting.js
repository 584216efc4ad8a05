// A reply that finds no connection waits, and goes by itself: <form data-waits="page"> with the line of ui/_waiting.html.
// Its nonce makes a second arrival harmless, so a reply whose answer was lost is simply sent once more.
(() => {
  "use strict";

  const ANSWER_MS = 30000;
  const RETRY_MS = 5000;
  let isTypedElsewhere = false;

  const isWaiting = (form) => form.hasAttribute("data-waiting");
  const back = (form) => form.querySelector("[data-waiting-back]");

  // ---- what is told, by the templates of the line
  const tell = (form, what, words) => {
    const line = form.querySelector("[data-waiting-line]");
    line.querySelector(".notice")?.remove();
    if (!what) return;
    const notice = line.querySelector(`[data-waiting-${what}]`).content.cloneNode(true).firstElementChild;
    if (words) notice.querySelector("[data-waiting-words]").textContent = words;
    line.append(notice);
  };
  // What is on its way stays as it is, so that it is the same when it is sent once more.
  const hold = (form, isHeld) => {
    form.querySelectorAll("textarea").forEach((text) => { text.readOnly = isHeld; });
    form.querySelector("[data-secret-offer]")?.toggleAttribute("inert", isHeld);
  };
  const setWaiting = (form, waits) => {
    form.toggleAttribute("data-waiting", waits);
    form.querySelector("[data-uploads]").inert = waits;
  };
  // The reply is its writer's again, with what became of it.
  const giveBack = (form, what, words) => {
    setWaiting(form, false);
    hold(form, false);
    tell(form, what, words);
    form.dispatchEvent(new Event("unsent", { bubbles: true }));
  };

  // ---- one attempt; what it returns says whether the reply need not wait any longer
  const filesOf = (form) => {
    const turn = new CustomEvent("waiting:turn", { bubbles: true, detail: { files: "there" } });
    form.dispatchEvent(turn);
    return turn.detail.files;
  };
  const answerTo = async (form) => {
    const headers = { "HX-Request": "true" }, signal = AbortSignal.timeout(ANSWER_MS);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers, signal });
      return { status: answer.status, to: answer.headers.get("HX-Redirect"), page: await answer.text() };
    } catch {
      return null;
    }
  };
  const pathOf = (address) => new URL(address, location).pathname;
  const load = (address) => {
    if (location.search || pathOf(address) !== location.pathname) { location.assign(address); return; }
    // An address that differs in its end alone would only scroll.
    history.scrollRestoration = "manual";
    history.replaceState(null, "", address);
    location.reload();
  };
  const wordsOf = (page) => {
    const told = new DOMParser().parseFromString(page, "text/html");
    const lines = told.querySelectorAll("#error-summary li,.toast-error");
    return [...lines].map((line) => line.textContent.trim()).join(" ") || document.body.dataset.failed;
  };
  const attempt = async (form) => {
    const isByItself = isWaiting(form);
    if (!navigator.onLine) return false;
    const files = await filesOf(form);
    if (isByItself && !isWaiting(form)) return true; // Taken back meanwhile.
    if (files === "cut") return false;
    if (files !== "there") {
      giveBack(form, files === "stranger" && files); // Of a file that was refused its row says why.
      return true;
    }

    if (isByItself) back(form).disabled = true;
    const answer = await answerTo(form);
    if (isByItself) back(form).disabled = false;
    if (!answer || answer.status === 503) {
      form.dataset.tried = "";
      return false;
    }
    if (answer.to && pathOf(answer.to) === form.dataset.waits) {
      if (!isByItself || !isTypedElsewhere) load(answer.to);
      else tell(form, "sent");
      form.querySelector("[data-waiting-show]")?.addEventListener("click", () => load(answer.to));
    } else if (answer.to) {
      giveBack(form, "stranger");
    } else if (isByItself || ![409, 422].includes(answer.status)) {
      giveBack(form, "refused", wordsOf(answer.page));
    } else {
      form.submit(); // The page with what is wrong, as without a script.
    }
    return true;
  };

  // ---- waiting: in the order in which replies were sent, whatever window they stand in
  const inTurn = (act) => (navigator.locks ? navigator.locks.request("replies", act) : act());
  const chance = (form) => new Promise((resolve) => {
    const settle = () => {
      clearInterval(timer);
      removeEventListener("online", settle);
      form.removeEventListener("unsent", settle);
      resolve();
    };
    const timer = setInterval(() => { if (navigator.onLine) settle(); }, RETRY_MS);
    addEventListener("online", settle);
    form.addEventListener("unsent", settle);
  });
  const wait = (form) => {
    setWaiting(form, true);
    tell(form, "waits");
    back(form).focus();
    inTurn(async () => { while (isWaiting(form) && !(await attempt(form))) await chance(form); });
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-waits]")) return;
    const isEmpty = !form.querySelector("textarea").value.trim();
    if (isEmpty && navigator.onLine) return; // What is no reply does not wait; its page says so.
    event.preventDefault();
    tell(form);
    hold(form, true);
    if (isEmpty) giveBack(form);
    else if (!(await attempt(form))) wait(form);
  });
  document.addEventListener("click", ({ target }) => {
    const form = target.closest("[data-waiting-back]")?.form;
    if (!form) return;
    // An attempt may have arrived without our hearing of it.
    giveBack(form, "tried" in form.dataset && "tried");
    form.querySelector("textarea").focus();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) document.querySelectorAll("form[data-waits]:not([data-waiting])").forEach((form) => hold(form, false));
  });
  document.addEventListener("input", ({ target }) => { isTypedElsewhere ||= !target.closest("[data-waits]"); });
})();
