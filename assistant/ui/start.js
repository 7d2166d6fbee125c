// The start page asks how far the preparation has come, and opens the chat when it is done.
"use strict";

const bar = document.getElementById("progress");
const line = document.getElementById("stage");

async function look() {
  try {
    const state = await (await fetch("readyz", { cache: "no-store" })).json();
    if (state.status !== "starting") {
      location.reload();
      return;
    }
    if (state.total > 0) {
      bar.max = state.total;
      bar.value = state.done;
    }
    if (state.stage) {
      line.textContent = line.dataset.template
        .replace("{stage}", state.stage)
        .replace("{done}", state.done)
        .replace("{total}", state.total);
    }
  } catch {
    // the server may be restarting; the next look tells
  }
  setTimeout(look, 700);
}

look();
