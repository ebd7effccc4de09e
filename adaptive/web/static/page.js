// Forms marked data-live are sent without leaving the page: its main part is replaced by what the
// server answers. Without script they are ordinary forms.
"use strict";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-live]") || event.defaultPrevented) return;
  event.preventDefault();
  const main = document.getElementById("main");
  main.setAttribute("aria-busy", "true");
  const body = new FormData(form, event.submitter);
  const action = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action;
  try {
    const answer = await fetch(action, {
      method: "POST",
      // A form without files is sent as forms are; the server reads both.
      body: form.enctype === "multipart/form-data" ? body : new URLSearchParams(body),
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const scrolled = scrollY;
    main.replaceChildren(...page.getElementById("main").childNodes);
    document.title = page.title;
    const at = new URL(answer.url);
    at.searchParams.delete("said");
    history.replaceState(null, "", at);
    const said = main.querySelector(".said");
    if (said) {
      // What came of it is seen where the eyes are, until the next thing is touched.
      said.classList.add("live");
      said.tabIndex = -1;
      said.focus({ preventScroll: true });
      for (const what of ["pointerdown", "keydown"]) {
        document.addEventListener(what, () => said.classList.remove("live"), { once: true });
      }
    }
    scrollTo({ top: scrolled, behavior: "instant" });
    main.dispatchEvent(new Event("kneedrive:shown", { bubbles: true }));
  } catch {
    const box = document.createElement("p");
    box.className = "said refused";
    box.setAttribute("role", "alert");
    box.textContent = "kneedrive does not answer. Is kneedrive serve still running?";
    main.prepend(box);
  } finally {
    main.removeAttribute("aria-busy");
  }
});

// On a phone the strip of pages shows the one that is open. Its own scrolling: scrollIntoView would
// also move where the keyboard begins.
const here = document.querySelector(".top nav [aria-current]");
if (here) here.parentElement.scrollLeft = here.offsetLeft - (innerWidth - here.offsetWidth) / 2;
