// The reference server of the tus project, on plain files: `node tus_node.mjs <directory> <port>`.
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";

const [mappe, port] = process.argv.slice(2);
const server = new Server({ path: "/files", datastore: new FileStore({ directory: mappe }) });
server.listen({ host: "127.0.0.1", port: Number(port) });
