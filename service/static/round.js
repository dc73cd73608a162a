// While a round is planned or published its page shows how far it has come. Without this there is "Look again".
const section = document.getElementById("progress");

async function look() {
  try {
    const answer = await fetch(section.dataset.progress, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return location.reload();
    const piece = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-mark]");
    if (piece === null || piece.dataset.mark !== section.dataset.mark) return location.reload();
    if (piece.innerHTML !== section.firstElementChild.innerHTML) section.replaceChildren(piece);
  } catch {
    // The service is away for a moment; the next look will tell.
  }
  setTimeout(look, 1500);
}

if (section !== null) setTimeout(look, 1000);
