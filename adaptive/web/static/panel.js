// A link marked data-panel opens the page it leads to in a dialog over this one. Without script it
// is an ordinary link.
"use strict";

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-panel]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const dialog = document.createElement("dialog");
    dialog.className = "panel";
    dialog.append(...page.getElementById("main").childNodes);
    // The dialog leads back by being closed.
    for (const away of dialog.querySelectorAll(".away")) away.remove();
    const heading = dialog.querySelector("h1");
    const title = document.createElement("h2");
    title.id = "panel-title";
    title.append(...heading.childNodes);
    heading.replaceWith(title);
    dialog.setAttribute("aria-labelledby", title.id);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "quiet close";
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    dialog.append(close);
    dialog.addEventListener("close", () => {
      dialog.remove();
      link.focus();
    });
    // Within main, so that an answer that replaces main takes the dialog with it.
    document.getElementById("main").append(dialog);
    dialog.showModal();
  } catch {
    location.assign(link.href);
  }
});
