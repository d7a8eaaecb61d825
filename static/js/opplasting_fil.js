"use strict";
/* A file in the list and its state: ko -> laster -> ferdig, with pauset, venter (tries again by itself), stoppet (a person
   must decide), velg (begun before a reload; the file must be chosen again), sperret and fjernet. */
(() => {
  const D = (window.Deldokument = window.Deldokument || {});
  const STORE_FILER = 100 * 1024 * 1024;

  D.Filtilstand = class {
    /* side: {tjener, utkast(), liste, endret(opplasting, melding), krevd(dokument)}; fra: row from the server or null. */
    constructor(side, fil, fra = null) {
      Object.assign(this, { side, fil, dokument: null, sendt: 0, sjekker: false });
      this.fart = new D.Fartsmaler();
      const gjor = { pause: () => this.pause(), fortsett: () => this.fortsett(), fjern: () => this.fjern() };
      this.rad = new D.Filrad(fra, side.liste, gjor);
      if (fra) {
        this.dokument = fra.dataset.dokument;
        [this.navn, this.mappe] = [fra.dataset.navn, fra.dataset.mappe];
        [this.storrelse, this.sendt] = [Number(fra.dataset.storrelse), Number(fra.dataset.mottatt)];
        this.rad.navngi(this.navn, this.storrelse, this.mappe);
        if (fra.dataset.tilstand === "venter") this.sett("velg");
        else if (fra.dataset.tilstand === "sperret") this.tilstand = "sperret";
        else this.sett("ferdig");
      } else {
        [this.navn, this.storrelse, this.mappe] = [fil.name.normalize("NFC"), fil.size, fil.mappe || ""];
        this.rad.navngi(this.navn, this.storrelse, this.mappe);
        this.sett("ko");
      }
    }

    get prosent() { return this.storrelse ? Math.floor((this.sendt / this.storrelse) * 100) : 0; }
    get uferdig() { return ["ko", "laster", "venter", "pauset"].includes(this.tilstand); }
    get aktiv() { return ["laster", "venter"].includes(this.tilstand); }

    sett(tilstand, grunn = "", { provIgjen = true, verdier = {} } = {}) {
      const ny = tilstand !== this.tilstand || grunn !== this.grunn;
      [this.tilstand, this.grunn, this.provIgjen, this.verdier] = [tilstand, grunn, provIgjen, verdier];
      if (tilstand !== "laster") this.fart.nullstill();
      this.tegn();
      if (ny) this.side.endret(this);
    }

    tegn() {
      const { perSekund } = this.fart;
      const navn = { venter: `venter_${this.grunn}`, stoppet: this.grunn, laster: perSekund ? "laster" : "laster_uten_tid" }[this.tilstand];
      this.status = D.tekst(this.sjekker ? "sjekker" : navn || this.tilstand, {
        prosent: this.prosent,
        fart: D.storrelse(Math.round(perSekund)),
        tid: perSekund ? D.tid((this.storrelse - this.sendt) / perSekund) : "",
        ...this.verdier,
      });
      this.rad.vis(this.tilstand, this.status, this.prosent, this.provIgjen);
    }

    kommetTil(mottatt) {
      if (this.tilstand !== "velg") return;
      this.sendt = mottatt;
      this.tegn();
    }

    velgIgjen(fil) {
      this.fil = fil;
      this.sett("ko");
    }

    /* Is this file the one the upload was begun with? See D.sammenlign. Says so meanwhile. */
    async sammenlign(fil, deler) {
      this.sjekker = deler.length > 0;
      this.tegn();
      try {
        return await D.sammenlign(fil, deler, () => { this.livstegn = performance.now(); });
      } finally {
        this.sjekker = false;
        if (this.tilstand !== "fjernet") this.tegn();
      }
    }

    merk(navn) {
      const tekst = D.tekst(navn);
      this.rad.merk(tekst);
      this.side.siFeil(this, tekst);
    }

    pause() {
      this.avbryt();
      this.sett("pauset");
    }

    fortsett() {
      this.forsok = 0;
      this.sett("ko");
    }

    async fjern() {
      if (this.tilstand === "ferdig" && this.storrelse > STORE_FILER && !window.confirm(D.tekst("bekreft_fjern", { navn: this.navn }))) return;
      this.avbryt();
      try {
        if (this.dokument) await this.side.tjener.fjern(this.dokument);
      } catch (feil) {
        if (feil.status !== 404) return this.sett("stoppet", "ikke_fjernet", { provIgjen: Boolean(this.fil) });
      }
      this.tilstand = "fjernet";
      this.rad.fjern();
      return this.side.endret(this);
    }
  };
})();
