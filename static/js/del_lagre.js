"use strict";
/* What is typed is kept with the draft at the server, so that a login that ends, a lost network or a page loaded anew
   takes nothing. Nothing is stored in the browser. Without scripts the same is kept each time the form is sent. */
(() => {
  const D = window.Deldokument;
  const skjema = document.querySelector("[data-opplasting]");
  if (!skjema || !D || !D.utkast) return;
  const FELTER = ["konto", "mottakere", "tilgjengelig_i", "tittel", "saksnummer", "melding", "tidligere"];
  const VERDT_ET_UTKAST = ["mottakere", "tidligere", "tittel", "saksnummer", "melding"];
  const SIDEN = ["skjema", "forrige"];
  const status = skjema.querySelector("[data-delstatus]");
  let venter;
  let sender = false;
  let slutt = false; // another page has the draft now, or this one has been sent

  const verdier = (navn) => Object.fromEntries(navn.map((ett) => [ett, skjema.elements[ett].value]));

  const skrevet = () => JSON.stringify(verdier(FELTER));
  // As the page came: one may have been faster than the scripts.
  const forst = (felt) => (felt.options ? ([...felt.options].find((valg) => valg.defaultSelected) || felt.options[0] || felt).value : felt.defaultValue);
  let lagret = JSON.stringify(Object.fromEntries(FELTER.map((navn) => [navn, forst(skjema.elements[navn])])));

  // What is sent is read when there is a draft to send it to: meanwhile somebody types on.
  const send = async () => {
    const utkast = await D.utkast();
    const sendt = skrevet();
    const svar = await fetch(`${skjema.dataset.urlUtkast}${utkast}/skrevet/`, {
      method: "POST",
      credentials: "same-origin",
      keepalive: true, // the page may be on its way out
      headers: { Accept: "application/json", "X-CSRFToken": D.csrf() },
      body: new URLSearchParams(verdier([...FELTER, ...SIDEN])),
    });
    if (svar.ok) lagret = sendt;
    return svar;
  };

  const lagre = async () => {
    clearTimeout(venter);
    // A draft is begun for what cannot be chosen again in a moment.
    const tomt = !skjema.elements.utkast.value && !VERDT_ET_UTKAST.some((navn) => skjema.elements[navn].value.trim());
    if (skrevet() === lagret || sender || slutt || tomt) return;
    sender = true;
    const svar = await send().catch(() => null);
    sender = false;
    if (svar && svar.status === 409) {
      slutt = true;
      status.textContent = D.tekst("utkast_endret");
    } else if (svar && svar.ok) {
      lagre(); // what was typed meanwhile
    } // no network, or logged out: at the next change, and when somebody comes back to the page
  };

  const merk = (ventetid) => (hendelse) => {
    if (!FELTER.includes(hendelse.target.name)) return;
    clearTimeout(venter);
    venter = setTimeout(lagre, ventetid);
  };
  skjema.addEventListener("input", merk(700));
  skjema.addEventListener("change", merk(0));
  skjema.addEventListener("click", (hendelse) => {
    if (hendelse.target.closest("button[name=forvalg]")) merk(0)({ target: skjema.elements.tilgjengelig_i });
  });
  window.addEventListener("beforeunload", lagre);
  window.addEventListener("online", lagre);
  document.addEventListener("visibilitychange", lagre);
  // The way back after a login, and what a reload asks for when the form did not get through.
  skjema.addEventListener("submit", () => {
    const utkast = skjema.elements.utkast.value;
    if (utkast) skjema.action = `${skjema.dataset.urlDel}?utkast=${utkast}`;
  });
  // What stands there already is told to all the scripts as if it were typed now.
  for (const felt of FELTER.map((navn) => skjema.elements[navn])) {
    if (felt.value === forst(felt)) continue;
    for (const hendelse of ["input", "change"]) felt.dispatchEvent(new Event(hendelse, { bubbles: true }));
  }
})();
