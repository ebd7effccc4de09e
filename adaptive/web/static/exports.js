// Copying what stands in a field, where the browser lets a page do that.
"use strict";

function offerCopying() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  await navigator.clipboard.writeText(field.value);
  button.closest(".copying").querySelector("[data-copy-says]").textContent = button.dataset.copied;
});

document.addEventListener("kneedrive:shown", offerCopying);
offerCopying();
