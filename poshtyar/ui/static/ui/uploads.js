// Files go up as soon as they are chosen, each in a row of its own, and the form then sends their names along:
// <form data-upload-url="…"> with an <input type=file data-limit="…"> and the rows of ui/_uploads.html.
(() => {
  "use strict";

  const states = new WeakMap();
  const stateOf = (form) => {
    if (!states.has(form)) states.set(form, { rows: [], current: null, submitter: null, isHeld: false, settle: null });
    return states.get(form);
  };
  const boxOf = (form) => form.querySelector("[data-uploads]");
  const part = (element, name) => element.querySelector(`[data-upload-${name}]`);

  // ---- words
  const inDigits = (form, number) => {
    const zero = boxOf(form).dataset.zero.codePointAt(0);
    return String(number).replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
  };
  const say = (form, words) => { part(form, "said").textContent = words; };
  const tooLarge = (form, input, file) => {
    // Rounded up: a file one byte over the limit must not read as being within it.
    const size = inDigits(form, Math.ceil(file.size / 1048576));
    return input.dataset.tooLarge.replace("{name}", file.name).replace("{size}", size);
  };
  // A draft is saved when its form tells of an input.
  const tellDraft = (form) => form.dispatchEvent(new Event("input", { bubbles: true }));

  // ---- rows
  const buttons = (form, item, row) => {
    part(item, "remove").addEventListener("click", () => remove(form, item, row));
    part(item, "retry").addEventListener("click", () => { again(form, row); next(form); });
  };
  const again = (form, row) => {
    row.error = "";
    row.isCut = row.isStranger = false;
    row.isWaiting = true;
    show(form, row);
  };
  const addRow = (form, name) => {
    const item = boxOf(form).querySelector("template").content.cloneNode(true).querySelector("li");
    part(item, "name").textContent = name;
    boxOf(form).querySelector("ul").append(item);
    return item;
  };
  const show = (form, row) => {
    const { item } = row;
    const percent = boxOf(form).dataset.percent.replace("{}", inDigits(form, row.percent));
    part(item, "progress").value = row.percent;
    part(item, "progress").hidden = row.isDone || Boolean(row.error);
    part(item, "percent").textContent = row.isDone || row.error ? "" : percent;
    part(item, "error").textContent = row.error;
    part(item, "error").hidden = !row.error;
    part(item, "retry").hidden = !row.error || row.isHopeless;
    item.querySelector("input").disabled = !row.isDone;
  };
  const remove = (form, item, row) => {
    const state = stateOf(form), id = item.querySelector("input").value;
    const following = item.nextElementSibling || form.querySelector("input[type=file][data-limit]");
    row?.request?.abort();
    state.rows = state.rows.filter((other) => other !== row);
    item.remove();
    (part(following, "remove") || following).focus();
    if (id) {
      const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
      fetch(boxOf(form).dataset.removeUrl.replace("ID", id), { method: "POST", body }).catch(() => { /* purged in a day */ });
      tellDraft(form);
    }
    next(form);
  };

  // ---- one at a time: two would share one slow line
  const finish = (form, row, error = "") => {
    stateOf(form).current = null;
    row.error = error;
    row.request = null;
    show(form, row);
    say(form, error || `${row.file.name}: ${boxOf(form).dataset.done}`);
    next(form);
  };
  const send = (form, row) => {
    const request = row.request = new XMLHttpRequest(), body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("file", row.file);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) row.percent = Math.floor((100 * event.loaded) / event.total);
      show(form, row);
    });
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* a page, not an answer */ }
      if (request.status !== 200 || !answer.id) {
        // Whoever is signed out was led to another page.
        row.isCut = row.isStranger = new URL(request.responseURL).pathname !== form.dataset.uploadUrl;
        finish(form, row, answer.words || boxOf(form).dataset.failed);
        return;
      }
      row.isDone = true;
      row.item.querySelector("input").value = answer.id;
      part(row.item, "name").textContent = answer.name;
      part(row.item, "size").textContent = answer.size;
      finish(form, row);
      tellDraft(form);
    });
    request.addEventListener("error", () => { row.isCut = true; finish(form, row, boxOf(form).dataset.failed); });
    request.addEventListener("abort", () => { stateOf(form).current = null; });
    request.open("POST", form.dataset.uploadUrl);
    request.send(body);
  };
  const next = (form) => {
    const state = stateOf(form);
    if (state.current) return;
    const row = state.rows.find((one) => one.isWaiting && !one.error);
    if (row) {
      row.isWaiting = false;
      row.percent = 0;
      state.current = row;
      send(form, row);
      return;
    }
    state.settle?.();
    if (!state.isHeld) return;
    // The form was to be sent when the files are there.
    state.isHeld = false;
    state.submitter?.removeAttribute("aria-busy");
    if (!leadToFailed(form)) form.requestSubmit(state.submitter);
  };
  const leadToFailed = (form) => {
    const failed = stateOf(form).rows.find((row) => row.error);
    if (!failed) return false;
    part(failed.item, failed.isHopeless ? "remove" : "retry").focus();
    say(form, failed.error);
    return true;
  };

  // ---- only `required` tells a style sheet that nothing is chosen; a class says it without claiming that it must be
  const markEmpty = (input) => {
    input.required = false;
    input.classList.toggle("is-empty", !input.files.length);
  };

  document.addEventListener("change", ({ target: input }) => {
    if (input.matches(".files-input input")) markEmpty(input);
    const form = input.matches("input[type=file][data-limit]") && input.closest("form[data-upload-url]");
    if (!form) return;
    const state = stateOf(form), files = [...input.files];
    // They go up one by one; left in the input, they would be sent twice.
    input.value = "";
    const room = Number(input.dataset.most) - boxOf(form).querySelectorAll("li").length;
    files.slice(0, Math.max(0, room)).forEach((file) => {
      const isLarge = file.size > Number(input.dataset.limit);
      const row = { file, item: addRow(form, file.name), percent: 0, error: "", isWaiting: !isLarge, isHopeless: isLarge, isDone: false };
      if (isLarge) row.error = tooLarge(form, input, file);
      state.rows.push(row);
      buttons(form, row.item, row);
      show(form, row);
      if (isLarge) say(form, row.error);
    });
    const words = part(form, "too-many");
    words.textContent = files.length > room ? input.dataset.tooMany : "";
    words.hidden = files.length <= room;
    next(form);
  });

  // ---- sending waits for the files, and is not done without one that failed
  document.addEventListener("submit", (event) => {
    const form = event.target, state = states.get(form);
    if (!state) return;
    if (form.matches("[data-waits]") && !refused(state)) return; // Its files wait with it.
    const isUnderWay = state.current || state.rows.some((row) => row.isWaiting && !row.error);
    if (isUnderWay) {
      state.isHeld = true;
      state.submitter = event.submitter;
      event.submitter?.setAttribute("aria-busy", "true");
      say(form, boxOf(form).dataset.held);
    } else if (!leadToFailed(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });

  // ---- a reply that can wait has its turn: what did not get through for want of a connection is tried once more
  const refused = ({ rows }) => rows.some((row) => row.error && !row.isCut);
  document.addEventListener("waiting:turn", ({ target: form, detail }) => {
    const state = states.get(form);
    if (!state) return;
    detail.files = new Promise((resolve) => {
      state.settle = () => {
        state.settle = null;
        if (refused(state)) leadToFailed(form);
        const failed = state.rows.filter((row) => row.error);
        if (!failed.length) resolve("there");
        else if (refused(state)) resolve("refused");
        else resolve(failed.some((row) => row.isStranger) ? "stranger" : "cut");
      };
    });
    state.rows.filter((row) => row.isCut).forEach((row) => again(form, row));
    if (state.current || state.rows.some((row) => row.isWaiting)) say(form, boxOf(form).dataset.held);
    next(form);
  });

  // ---- rows that the server has drawn, and those of a draft that was taken over
  const dress = (form) => boxOf(form)?.querySelectorAll("li").forEach((item) => {
    if (part(item, "remove")) return;
    const pattern = boxOf(form).querySelector("template").content;
    item.append(...["retry", "remove"].map((name) => part(pattern, name).cloneNode(true)));
    buttons(form, item, {});
  });
  document.addEventListener("draft:taken", ({ target: form, detail: files }) => {
    if (!form.dataset.uploadUrl) return;
    boxOf(form).querySelector("ul").replaceChildren();
    stateOf(form).rows = [];
    files.forEach(({ id, name, size }) => {
      const item = addRow(form, name);
      item.querySelector("input").value = id;
      part(item, "size").textContent = size;
      buttons(form, item, {});
    });
  });
  document.querySelectorAll("form[data-upload-url]").forEach(dress);
  const markAll = () => document.querySelectorAll(".files-input input").forEach(markEmpty);
  document.addEventListener("htmx:after:swap", markAll);
  window.addEventListener("pageshow", markAll);
  markAll();
})();
