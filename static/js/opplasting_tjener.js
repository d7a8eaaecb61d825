"use strict";
/* What the scripts of Del dokumenter ask the server for. Every error is a Tjenerfeil with a status; 0 is no answer. */
(() => {
  const D = (window.Deldokument = window.Deldokument || {});

  D.Tjenerfeil = class extends Error {
    constructor(status) {
      super(`status ${status}`);
      this.status = status;
    }
  };

  // Read at each request: a new login in another window gives a new one.
  D.csrf = () => {
    const treff = document.cookie.match(/(?:^|; )(?:__Host-)?deldokument_csrf=([^;]+)/);
    const felt = document.querySelector("input[name=csrfmiddlewaretoken]");
    return treff ? treff[1] : felt ? felt.value : "";
  };

  const spor = async (url, valg = {}) => {
    let svar;
    try {
      svar = await fetch(url, {
        credentials: "same-origin",
        ...valg,
        headers: { Accept: "application/json", "X-CSRFToken": D.csrf(), ...(valg.headers || {}) },
      });
    } catch {
      throw new D.Tjenerfeil(0);
    }
    if (!svar.ok || svar.redirected) throw new D.Tjenerfeil(svar.ok ? 401 : svar.status);
    return svar;
  };
  /* tus-js-client is a fifth of the page's weight, and is fetched when somebody is about to use it. A page from before an
     upgrade asks for one that is gone: no waiting helps against that, so it gets a status of its own. */
  D.FORELDET = 426;
  let tus = null;
  const hentSkript = async (url) => {
    const skript = Object.assign(document.createElement("script"), { src: url });
    await new Promise((ferdig) => {
      skript.addEventListener("load", ferdig);
      skript.addEventListener("error", ferdig);
      document.head.append(skript);
    });
    if (window.tus) return; // an answer that was cut off is loaded too, as nothing
    skript.remove();
    const grunn = await spor(url).then(() => 0, (feil) => feil.status);
    throw new D.Tjenerfeil(grunn === 404 ? D.FORELDET : grunn);
  };
  D.hentTus = () => {
    tus = tus || hentSkript(document.querySelector("[data-tus]").dataset.tus).catch((feil) => {
      tus = null;
      throw feil;
    });
    return tus;
  };

  const post = (url, felter) => spor(url, { method: "POST", body: new URLSearchParams(felter) });
  const base64 = (tekst) => btoa(String.fromCharCode(...new TextEncoder().encode(tekst)));

  D.tjener = (adresser) => ({
    kontroller: async (felter) => (await post(adresser.urlKontroller, felter)).json(),
    nyttUtkast: async (konto) => (await (await post(adresser.urlUtkast, { konto })).json()).id,
    filene: async (utkast) => (await (await spor(`${adresser.urlUtkast}${utkast}/`)).json()).dokumenter,
    fjern: (dokument) => post(`${adresser.urlDel}dokument/${dokument}/fjern/`, {}),
    deler: async (dokument) => (await (await spor(`${adresser.urlOpplasting}deler/${dokument}/`)).json()).deler,
    gjenoppta: async (dokument) => (await post(adresser.urlGjenoppta, { dokument })).json(),
    // tus "creation", by hand: only transfers are left to tus-js-client, which would begin anew where we must not.
    opprett: async (utkast, fil) => {
      const metadata = { deling: utkast, filename: fil.name.normalize("NFC"), filetype: fil.type, ...(fil.mappe ? { mappe: fil.mappe } : {}) };
      const par = Object.entries(metadata).map(([nokkel, verdi]) => `${nokkel} ${base64(verdi)}`.trim());
      const svar = await spor(adresser.urlOpplasting, {
        method: "POST",
        headers: { "Tus-Resumable": "1.0.0", "Upload-Length": String(fil.size), "Upload-Metadata": par.join(",") },
      });
      const [url, dokument] = [svar.headers.get("Location"), svar.headers.get("Dokument-Id")];
      if (!url || !dokument) throw new D.Tjenerfeil(0); // cut off in the headers
      return { url, dokument };
    },
  });
})();
