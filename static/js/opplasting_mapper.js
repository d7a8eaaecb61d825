"use strict";
/* The files of folders that are chosen or dropped, in the order people see them, each with the path of its folder as
   `mappe`. What machines put into folders for themselves is left out. */
(() => {
  const D = (window.Deldokument = window.Deldokument || {});
  const MASKINENES = [".DS_Store", "Thumbs.db", "desktop.ini"];
  const rekkefolge = new Intl.Collator([document.documentElement.lang, "nb"], { numeric: true });

  const merk = (fil, mappe) => Object.assign(fil, { mappe: mappe.normalize("NFC") });
  const ordnet = (filer) => filer
    .filter((fil) => !MASKINENES.includes(fil.name))
    .sort((en, annen) => rekkefolge.compare(`${en.mappe}/${en.name}`, `${annen.mappe}/${annen.name}`));

  D.filerIValgtMappe = (filer) => ordnet(filer.map((fil) => merk(fil, fil.webkitRelativePath.split("/").slice(0, -1).join("/"))));

  D.inngangerTil = (overforing) => [...overforing.items]
    .map((ting) => ting.webkitGetAsEntry && ting.webkitGetAsEntry())
    .filter(Boolean);

  /* Stops reading when there are more than `maks`, for then none of them is taken. */
  D.filerIMapper = async (innganger, maks) => {
    const filer = [];
    const les = async (inngang, mappe) => {
      if (filer.length > maks) return;
      if (inngang.isFile) {
        const fil = await new Promise((ferdig, feilet) => inngang.file(ferdig, feilet));
        if (!MASKINENES.includes(fil.name)) filer.push(merk(fil, mappe));
        return;
      }
      const her = mappe ? `${mappe}/${inngang.name}` : inngang.name;
      const leser = inngang.createReader();
      for (;;) { // a hundred at a time
        const bit = await new Promise((ferdig, feilet) => leser.readEntries(ferdig, feilet));
        if (!bit.length) return;
        for (const neste of bit) await les(neste, her);
      }
    };
    for (const inngang of innganger) await les(inngang, "");
    return ordnet(filer);
  };
})();
