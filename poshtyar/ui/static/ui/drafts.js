// What is typed is not lost: <form data-draft="place" data-draft-url="…">.
// It is saved on the server a moment after typing and when a field is left; until the server has answered, and where
// there is no address, it waits in this browser. A text that is newer elsewhere is shown, never overwritten.
(() => {
  "use strict";

  const TYPING_PAUSE_MS = 800;
  const RETRY_MS = 15000;
  // Of the form itself, not of its writer.
  const OWN = new Set(["csrfmiddlewaretoken", "nonce", "draft_version", "organization"]);
  // No draft keeps log-in details, here or on the server.
  const SECRET = "secret";
  const states = new WeakMap();

  // Storage may be forbidden or full; then the server alone keeps the draft.
  const guarded = (act) => { try { return act(); } catch { return null; } };
  const tab = guarded(() => {
    const known = sessionStorage.getItem("tab") || Math.random().toString(36).slice(2);
    sessionStorage.setItem("tab", known);
    return known;
  });
  const prefixOf = (place) => `draft:${place}:`;
  const keysOf = (place) => guarded(() => Object.keys(localStorage).filter((key) => key.startsWith(prefixOf(place)))) || [];
  const forgetHere = (key) => guarded(() => localStorage.removeItem(key));

  // ---- what a form says
  const dataOf = (form) => {
    const data = new FormData(form);
    data.delete(SECRET);
    form.dispatchEvent(new CustomEvent("draft:data", { bubbles: true, detail: data }));
    return data;
  };
  const saidBy = (form) => {
    const data = dataOf(form);
    const names = new Set([...data].filter(([name, value]) => typeof value === "string" && !OWN.has(name)).map(([name]) => name));
    return Object.fromEntries([...names].map((name) => [name, data.getAll(name).join()]));
  };
  const wordsOf = (said) => JSON.stringify(Object.entries(said).sort());
  const versionOf = (form) => Number(form.elements.draft_version?.value || 0);
  const setVersion = (form, version) => { if (form.elements.draft_version) form.elements.draft_version.value = version; };
  const fill = (form, said) => Object.entries(said).forEach(([name, value]) => {
    if (name === "kept_files") return; // Its boxes come with the files themselves.
    [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].forEach((field) => {
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
      else field.value = value;
    });
  });

  // ---- what is told
  const part = (form, name) => form.querySelector(`[data-draft-${name}]`);
  const tell = (form, words) => { const line = part(form, "words"); if (line) line.textContent = words; };
  const savedAt = (form, said, at) => (Object.keys(said).length ? part(form, "state").dataset.saved.replace("{}", at) : "");
  const ask = (form, question, newer) => {
    const place = part(form, "state");
    if (!place) return;
    states.get(form).newer = newer;
    part(form, "notice")?.remove();
    const notice = place.querySelector("template").content.cloneNode(true);
    notice.querySelector("[data-draft-question]").textContent = question;
    place.append(notice);
    tell(form, "");
  };
  const decide = (form, isTaken) => {
    const state = states.get(form);
    const { said, version, key, at, files } = state.newer;
    state.newer = null;
    part(form, "notice").remove();
    setVersion(form, version);
    if (isTaken) fill(form, said);
    if (isTaken && files) form.dispatchEvent(new CustomEvent("draft:taken", { bubbles: true, detail: files }));
    if (key) forgetHere(key);
    // What was taken from the server is there already; anything else is not.
    const isThere = isTaken && !key;
    if (isThere) forgetHere(prefixOf(form.dataset.draft) + tab);
    if (isThere) tell(form, savedAt(form, said, at));
    state.kept = isThere ? wordsOf(saidBy(form)) : "";
    save(form);
    form.querySelector("textarea")?.focus();
  };

  // ---- saving
  const keepHere = (form, said) => guarded(() => localStorage.setItem(
    prefixOf(form.dataset.draft) + tab, JSON.stringify({ said, version: versionOf(form), at: Date.now() })));

  const settle = (form, words) => {
    states.get(form).kept = words;
    keysOf(form.dataset.draft).forEach((key) => {
      const kept = guarded(() => JSON.parse(localStorage.getItem(key)));
      if (kept && wordsOf(kept.said) === words) forgetHere(key);
    });
  };

  const send = async (form, words) => {
    const failed = part(form, "state")?.dataset.failed || "";
    try {
      const body = new URLSearchParams([...dataOf(form)].filter(([, value]) => typeof value === "string"));
      const response = await fetch(form.dataset.draftUrl, { method: "POST", body, redirect: "manual", keepalive: words.length < 20000 });
      const answer = await response.json();
      if (response.status === 409) ask(form, answer.words, answer);
      else if (!response.ok) tell(form, answer.words || failed);
      else {
        setVersion(form, answer.version);
        settle(form, words);
        tell(form, savedAt(form, answer.said, answer.at));
        return true;
      }
    } catch {
      tell(form, failed);
      schedule(form, RETRY_MS);
    }
    return false;
  };

  const save = async (form) => {
    const state = states.get(form);
    if (!state || state.isSent) return;
    clearTimeout(state.timer);
    const said = saidBy(form), words = wordsOf(said);
    if (words === state.kept) return;
    keepHere(form, said);
    // One at a time, so that the versions follow each other; and nothing while the writer is asked which text it is.
    if (!form.dataset.draftUrl || state.newer || state.saving) return;
    state.saving = send(form, words);
    const isSaved = await state.saving;
    state.saving = null;
    if (state.isAhead && !isSaved) setVersion(form, versionOf(form) - 1);
    state.isAhead = false;
    if (!state.newer && wordsOf(saidBy(form)) !== words) schedule(form, TYPING_PAUSE_MS);
  };

  const schedule = (form, pause) => {
    const state = states.get(form);
    clearTimeout(state.timer);
    state.timer = setTimeout(save, pause, form);
  };

  // ---- a form arrives: by a page, or by a swap
  const newestHere = (form) => keysOf(form.dataset.draft)
    .map((key) => ({ key, ...guarded(() => JSON.parse(localStorage.getItem(key))) }))
    .filter((kept) => kept.said)
    .sort((one, other) => other.at - one.at)[0];

  const welcome = (form) => {
    if (states.has(form)) return;
    // The drafts bring back what was typed. The browser, going back, would bring back what was sent, with its old version.
    form.autocomplete = "off";
    const words = wordsOf(saidBy(form));
    states.set(form, { kept: words });
    if (form.hasAttribute("data-unsaved")) {
      // The server sent it back: what stands in it is the newest, and not saved.
      states.get(form).kept = "";
      save(form);
      return;
    }
    const here = newestHere(form);
    if (!here) return;
    if (wordsOf(here.said) === words) { settle(form, words); return; }
    if (here.version >= versionOf(form)) {
      fill(form, here.said);
      save(form);
    } else {
      ask(form, part(form, "state")?.dataset.found || "", { ...here, version: versionOf(form) });
    }
  };

  const formOf = (target) => target.closest?.("form[data-draft]");
  document.addEventListener("input", ({ target }) => { const form = formOf(target); if (form) schedule(form, TYPING_PAUSE_MS); });
  document.addEventListener("focusout", ({ target }) => { const form = formOf(target); if (form) save(form); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") document.querySelectorAll("form[data-draft]").forEach(save);
  });
  document.addEventListener("click", ({ target }) => {
    const form = formOf(target);
    if (target.closest("[data-draft-take]")) decide(form, true);
    if (target.closest("[data-draft-keep]")) decide(form, false);
  });

  // ---- sending: the text waits here until a page says that it was sent
  document.addEventListener("submit", ({ target: form }) => {
    const state = states.get(form);
    if (!state) return;
    clearTimeout(state.timer);
    keepHere(form, saidBy(form));
    state.waited = isKeptHere(form);
    // A save that is still on its way makes the next version; what is sent takes that one along.
    state.isAhead = Boolean(state.saving && !state.isSent);
    if (state.isAhead) setVersion(form, versionOf(form) + 1);
    state.isSent = true;
  });
  // ---- … or that it was not
  document.addEventListener("unsent", ({ target: form }) => {
    const state = states.get(form);
    if (!state) return;
    state.isSent = false;
    save(form);
  });
  const isKeptHere = (form) => guarded(() => localStorage.getItem(prefixOf(form.dataset.draft) + tab)) !== null;
  addEventListener("pageshow", ({ persisted }) => document.querySelectorAll("form[data-draft]").forEach((form) => {
    const state = states.get(form);
    // A page said that this text was sent, so what stands here, of the browser's cache, is old.
    if (persisted && state?.isSent && state.waited && !isKeptHere(form)) location.reload();
    if (state) state.isSent = false;
  }));
  document.addEventListener("htmx:after:swap", ({ target }) => {
    if (target.matches?.("form[data-draft]")) welcome(target);
    document.querySelectorAll("form[data-draft]").forEach(welcome);
  });

  document.querySelectorAll("[data-sent]").forEach(({ dataset }) => forgetHere(prefixOf(dataset.sent) + tab));
  document.querySelectorAll("form[data-draft]").forEach(welcome);
})();
