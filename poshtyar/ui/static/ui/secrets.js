// A password in a text is offered the field that is encrypted: <details data-secret> beside the text of its form.
(() => {
  "use strict";

  const WORD = "(?<!\\p{L})(?:pass(?:word|wd|phrase|code)?|pwd?|api[ _-]?key|token|(?:رمز|پسو+رد)(?:[\\s\u200c]*(?:عبور|ورود))?[متش]?|گذرواژه|کلمه[\\s\u200c]*عبور)(?!\\p{L})";
  const BESIDE = "(?<!\\p{L})(?:user(?:name)?|login|e-?mail|host|s?ftp|ssh|url|port|نام[\\s\u200c]*کاربری|کاربر|یوزر(?:نیم)?|هاست|آدرس|پورت)(?!\\p{L})";
  const named = (words, value) => new RegExp(`^[^\\n]{0,40}?(?:${words})${value}`, "iu");
  const COLON = "(?:\\s+is)?\\s*[:=：]\\s*\\S";
  // Without a colon it is a password when it looks like one: letters with a digit or a sign among them.
  const VALUE = "\\s+(?:(?:is|من)\\s+)?(?=\\S*[\\d#@!$%^&*])(?=\\S*\\p{L})\\S{6,}";
  const PASSWORDS = [named(WORD, COLON), named(WORD, VALUE), /:\/\/[^\s/:@]+:[^\s/@]+@/u];
  const ABOUT_THEM = named(BESIDE, COLON);
  const isPassword = (text) => PASSWORDS.some((pattern) => pattern.test(text));
  const belongs = (text) => isPassword(text) || ABOUT_THEM.test(text);

  // ---- the lines of a text that are log-in details: each password, with the lines about it above and below
  const marked = (lines) => {
    const taken = lines.map(isPassword);
    lines.forEach((_, at) => { taken[at] ||= taken[at - 1] && belongs(lines[at]); });
    lines.forEach((_, back) => {
      const at = lines.length - 1 - back;
      taken[at] ||= taken[at + 1] && belongs(lines[at]);
    });
    return taken;
  };

  const fold = (form) => form?.querySelector("[data-secret]");
  const field = (form) => fold(form).querySelector("textarea");
  const offer = (form) => form.querySelector("[data-secret-offer]");

  const look = (text) => {
    const place = offer(text.form), isOffered = Boolean(place.querySelector(".notice"));
    if (text.value.split("\n").some(isPassword) === isOffered) return;
    if (isOffered) place.querySelector(".notice").remove();
    else place.append(place.querySelector("template").content.cloneNode(true));
  };

  const move = (form) => {
    const text = form.elements.body, lines = text.value.split("\n"), taken = marked(lines);
    const details = lines.filter((_, at) => taken[at]).join("\n");
    text.value = lines.filter((_, at) => !taken[at]).join("\n");
    fold(form).open = true;
    field(form).value = [field(form).value, details].filter(Boolean).join("\n");
    [text, field(form)].forEach((changed) => changed.dispatchEvent(new Event("input", { bubbles: true })));
    field(form).focus();
  };

  // A text also comes back: from a draft, from a refused form, from the browser's cache.
  const lookEverywhere = () => document.querySelectorAll("[data-secret]").forEach((one) => look(one.closest("form").elements.body));

  // No draft keeps them, even while the offer waits for an answer.
  const leaveOut = (form, data) => {
    if (!fold(form)) return;
    const lines = data.get("body").split(/\r?\n/), taken = marked(lines);
    if (taken.some(Boolean)) data.set("body", lines.filter((_, at) => !taken[at]).join("\n"));
  };

  document.addEventListener("draft:data", ({ target, detail }) => leaveOut(target, detail));
  document.addEventListener("input", ({ target }) => { if (target.name === "body" && fold(target.form)) look(target); });
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-secret-move]")) move(target.closest("form"));
    else if (target.closest("[data-draft-take]")) lookEverywhere();
  });
  document.addEventListener("htmx:after:swap", lookEverywhere);
  addEventListener("pageshow", lookEverywhere);
})();
