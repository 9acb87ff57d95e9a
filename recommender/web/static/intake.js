// The form works without this script. With it, follow-up questions appear as answers arrive, "None of these" and the
// other boxes clear each other, and a stop is shown at once.

const form = document.getElementById("intake");
const beside = document.getElementById("so-far");
const note = document.getElementById("follow-up-note");
let asked = 0;

form.addEventListener("change", (event) => {
  if (event.target.type === "checkbox" && event.target.checked) leaveAlone(event.target);
  followUp();
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("button.clear");
  if (!button) return;
  event.preventDefault();
  const boxes = form.elements.namedItem(button.value);
  for (const box of boxes instanceof RadioNodeList ? boxes : [boxes]) box.checked = false;
  (boxes instanceof RadioNodeList ? boxes[0] : boxes).focus();
  followUp();
});

// Enter in a field asks for the follow-up questions; only the button makes the plan.
form.addEventListener("submit", (event) => {
  if (event.submitter && event.submitter.value === "plan") return;
  event.preventDefault();
  followUp();
});

for (const button of form.querySelectorAll("p.update")) button.hidden = true;
window.addEventListener("hashchange", openTarget);
openTarget();

// "None of these" clears the rest, and the rest clear it.
function leaveAlone(box) {
  const alone = "alone" in box.dataset;
  for (const other of form.querySelectorAll(`input[name="${CSS.escape(box.name)}"]:checked`)) {
    if (other !== box && (alone || "alone" in other.dataset)) other.checked = false;
  }
}

async function followUp() {
  const turn = ++asked;
  const slow = setTimeout(() => beside.classList.add("dimmed"), 300);
  try {
    const answer = await fetch(form.dataset.followUps, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (turn !== asked) return;
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.json());
  } catch (error) {
    if (turn !== asked) return;
    note.textContent = error.message === "401"
      ? "You were signed out. Press Make the plan to sign in again; your answers stay."
      : "Not checked: no connection. Your answers are kept on this page.";
  } finally {
    clearTimeout(slow);
    if (turn === asked) beside.classList.remove("dimmed");
  }
}

function show(told) {
  const shown = new Set(told.shown);
  const stray = new Set(told.stray);
  let more = 0;
  for (const question of form.querySelectorAll("[data-question]")) {
    const wanted = shown.has(question.dataset.question);
    if (wanted && question.hidden) more += 1;
    question.hidden = !wanted;
    const word = question.querySelector(".stray");
    if (word) word.hidden = !stray.has(question.dataset.question);
  }
  for (const [section, [answered, all, missing]] of Object.entries(told.progress)) {
    const part = document.getElementById(section);
    part.hidden = all === 0;
    part.querySelector(`[data-section="${section}"]`).textContent = `${answered} of ${all}`;
    const needs = part.querySelector("[data-needs]");
    if (!needs) continue;
    needs.hidden = missing === 0;
    needs.textContent = `${missing} needed for a plan`;
  }
  showBeside(told.beside);
  document.getElementById("make").textContent = told.button;
  note.textContent = more ? `${more} more ${more === 1 ? "question" : "questions"} on this page.` : "";
}

// A stop that was not there before, or is more urgent now, takes the focus.
function showBeside(html) {
  const before = severity();
  if (beside.innerHTML.trim() !== html.trim()) beside.innerHTML = html;
  if (severity() > before) document.getElementById("stop").focus();
}

function severity() {
  const stop = document.getElementById("stop");
  return stop ? Number(stop.dataset.severity) : 0;
}

function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const part = target && target.closest("details");
  if (!part) return;
  part.open = true;
  target.scrollIntoView();
  target.focus();
}
