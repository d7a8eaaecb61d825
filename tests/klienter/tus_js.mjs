// Uploads one file with tus-js-client: `node tus_js.mjs <endpoint> <headers as JSON> <draft> <file>`. Prints the address.
import fs from "node:fs";
import * as tus from "tus-js-client";

const [endpoint, headers, deling, fil] = process.argv.slice(2);
const upload = new tus.Upload(fs.createReadStream(fil), {
  endpoint,
  headers: JSON.parse(headers),
  chunkSize: 50_000_000,
  uploadSize: fs.statSync(fil).size,
  metadata: { deling, filename: "Vedtak på søknad.bin", filetype: "application/octet-stream" },
  retryDelays: [0, 100, 300, 1000, 3000, 3000],
  onError(error) {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess() {
    console.log(upload.url);
  },
});
upload.start();
