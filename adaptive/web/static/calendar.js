// A calendar file dropped anywhere on the page is put into the form, which is then sent.
"use strict";

const dropping = (event) => event.dataTransfer?.types.includes("Files");
const zone = () => document.querySelector("form.drop");

document.addEventListener("dragover", (event) => {
  if (!dropping(event)) return;
  event.preventDefault();
  zone()?.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) zone()?.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  if (!dropping(event) || !zone()) return;
  event.preventDefault();
  zone().classList.remove("over");
  const one = new DataTransfer();
  if (!event.dataTransfer.files.length) return;
  one.items.add(event.dataTransfer.files[0]);
  zone().elements.file.files = one.files;
  zone().requestSubmit();
});
