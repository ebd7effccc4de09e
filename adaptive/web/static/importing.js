// Files dropped or chosen are sent with their progress; then the page follows the import to its end.
"use strict";

(() => {
  const form = document.getElementById("import");
  if (!form) return;
  const [files, folder] = ["files", "folder"].map((id) => document.getElementById(id));
  const howFar = form.querySelector(".how-far");
  const bar = howFar.querySelector("progress");
  const words = howFar.querySelector("[role=status]");
  form.querySelectorAll("[data-script]").forEach((part) => { part.hidden = false; });

  function tell(text, share) {
    howFar.hidden = false;
    if (words.textContent !== text) words.textContent = text;
    if (share === undefined) bar.removeAttribute("value");
    else bar.value = share;
  }

  // A folder is read entry by entry; its files keep their way within it as their name.
  async function filesOf(entry, way) {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      return [[file, way + entry.name]];
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) return found;
      for (const one of some) found.push(...await filesOf(one, `${way}${entry.name}/`));
    }
  }

  function send(named) {
    if (!named.length) return;
    const body = new FormData();
    named.forEach(([file, name]) => body.append("files", file, name));
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "text";
    request.upload.onprogress = (event) =>
      tell("Copying the files ...", event.lengthComputable ? event.loaded / event.total : undefined);
    request.onerror = () => tell("kneedrive does not answer. Is kneedrive serve still running?", 0);
    request.onload = () => {
      if (request.status === 202) follow(JSON.parse(request.responseText).progress);
      else if (request.responseURL !== form.action) location.assign(request.responseURL);
      else tell("The files were refused.", 0);
    };
    tell("Copying the files ...", 0);
    request.send(body);
  }

  async function follow(path) {
    for (;;) {
      let now;
      try {
        const answer = await fetch(path);
        if (!answer.ok) throw new Error(answer.status);
        now = await answer.json();
      } catch {
        tell("kneedrive does not answer. Is kneedrive serve still running?", 0);
        return;
      }
      if (now.to) {
        location.assign(now.to);
        return;
      }
      if (now.state === "waiting") tell("Another import is at work; yours comes next.");
      else {
        const doing = now.state === "reading" ? "Reading" : "Telling easy from hard";
        tell(`${doing}: ${now.done} of ${now.total}`, now.total ? now.done / now.total : 0);
      }
      await new Promise((done) => { setTimeout(done, 400); });
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send([...files.files].map((file) => [file, file.name]));
  });
  folder.addEventListener("change", () =>
    send([...folder.files].map((file) => [file, file.webkitRelativePath || file.name])));
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("over");
  });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    form.classList.remove("over");
    // The list is emptied as soon as the event is over: everything is asked for at once.
    const parts = [...event.dataTransfer.items]
      .filter((item) => item.kind === "file")
      .map((item) => [item.webkitGetAsEntry?.(), item.getAsFile()]);
    const named = await Promise.all(parts.map(([entry, file]) =>
      (entry ? filesOf(entry, "") : [[file, file.name]])));
    send(named.flat());
  });
})();
