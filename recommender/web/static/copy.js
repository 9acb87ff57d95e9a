// Buttons that copy a text. Without this script they do not show, and the text can be marked and copied by hand.

for (const button of document.querySelectorAll("[data-copies]")) {
  const text = document.getElementById(button.dataset.copies);
  const told = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      told.textContent = "Copied.";
    } catch {
      told.textContent = "The text is marked. Copy it with your keyboard.";
    }
  });
}
