// Saves scores and notes while they are typed. Without this, the buttons of the form save them.
const form = document.querySelector("form[data-autosave]");

if (form !== null) {
  const status = document.getElementById("save-status");
  const waiting = new Set();
  let timer = 0;
  let sending = null;
  let stopped = false;

  const say = (words) => {
    if (status.textContent !== words) status.textContent = words;
  };

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  };

  const taken = (numbers) => {
    const body = new FormData();
    const all = new FormData(form);
    body.set("csrf_token", all.get("csrf_token"));
    for (const number of numbers) {
      for (const field of ["score", "note", "version"]) body.set(`${field}-${number}`, all.get(`${field}-${number}`) ?? "");
    }
    return body;
  };

  async function deliver(numbers, keepalive) {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: taken(numbers),
        headers: { Accept: "application/json" },
        keepalive,
      });
      if (answer.ok) {
        const { versions } = await answer.json();
        for (const [number, version] of Object.entries(versions)) form.elements[`version-${number}`].value = version;
        say(waiting.size === 0 ? "Saved" : "Saving");
        return;
      }
      numbers.forEach((number) => waiting.add(number));
      if (answer.status === 412) {
        stopped = true;
        say("Not saved: another window has saved something else here. Press Save to see both; what you typed stays.");
      } else if (answer.status < 500) {
        stopped = true;
        const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? (await answer.json()).message : "";
        say(`Not saved. ${told || "You may have been signed out: sign in in another window, then press Save here."}`);
      } else {
        say("Not saved yet. It is tried again in a moment.");
        later(5000);
      }
    } catch {
      numbers.forEach((number) => waiting.add(number));
      say("Not saved yet: there is no connection. It is tried again in a moment.");
      later(5000);
    }
  }

  function send(keepalive = false) {
    if (stopped || sending !== null || waiting.size === 0) return;
    const numbers = [...waiting];
    waiting.clear();
    say("Saving");
    sending = deliver(numbers, keepalive === true).finally(() => {
      sending = null;
      if (waiting.size > 0 && !stopped) later(800);
    });
  }

  form.addEventListener("input", (event) => {
    const number = /^(?:score|note)-(\d+)$/.exec(event.target.name ?? "")?.[1];
    if (number === undefined) return;
    waiting.add(number);
    if (stopped) return;
    say("Not saved yet");
    later(event.target.type === "radio" ? 100 : 800);
  });

  // The form itself is sent only when nothing else is under way, so that it knows the versions that were saved.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (sending !== null) {
      event.preventDefault();
      sending.finally(() => form.requestSubmit(event.submitter));
      return;
    }
    waiting.clear();
  });

  addEventListener("pagehide", () => send(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send(true);
  });
  addEventListener("beforeunload", (event) => {
    if (waiting.size > 0 && stopped) event.preventDefault();
  });
}
