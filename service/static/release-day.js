/*
  What pages gain where JavaScript runs. Nothing here is needed: without it a message stays open, a password stays
  dotted, a list is renewed by loading the page again.
*/

const DESIGN_SYSTEM = "./vendor/design-system/design-system.js";

// The design system's parts that we start, by the data-module of their markup. Its own initAll() would also start the
// tracking that it has for an analytics tool.
const PARTS = {
  "ds-notification": "NotificationBanner",
  "ds-notification-message": "NotificationMessage",
};

async function startParts(root) {
  const names = Object.keys(PARTS).map((name) => `[data-module="${name}"]:not(.js-instantiated)`);
  const found = [...root.querySelectorAll(names.join())];
  if (found.length === 0) return;
  const { default: system } = await import(DESIGN_SYSTEM);
  for (const element of found) new system.components[PARTS[element.dataset.module]](element).init();
}

function offerToShowPasswords(root) {
  for (const wrapper of root.querySelectorAll('[data-module="rd-password"]:not(.js-instantiated)')) {
    const field = wrapper.querySelector("input");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ds_button ds_button--secondary rd-password__button";
    const show = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? "Hide" : "Show";
      button.setAttribute("aria-label", shown ? "Hide password" : "Show password");
    };
    button.addEventListener("click", () => show(field.type === "password"));
    // Browsers keep what was typed into a text field, so it must not be one when it is sent.
    field.form?.addEventListener("submit", () => show(false));
    show(false);
    wrapper.append(button);
    wrapper.classList.add("js-instantiated");
  }
}

function begin(root) {
  startParts(root);
  offerToShowPasswords(root);
}

begin(document);

const faults = document.querySelector(".ds_error-summary");
faults?.focus();
faults?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  target.scrollIntoView({ block: "center" });
  (target.matches("input, select") ? target : target.querySelector("input, select"))?.focus({ preventScroll: true });
});

// htmx has put something new on the page.
document.addEventListener("htmx:after:swap", () => begin(document));

// A part of the page was asked for and the answer is another page, as when the session has ended: go there.
document.addEventListener("htmx:before:response", (event) => {
  const answer = event.detail.ctx.response.raw;
  if (!answer.redirected) return;
  event.preventDefault();
  window.location.assign(answer.url);
});
