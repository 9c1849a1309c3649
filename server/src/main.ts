import { runServer } from "./server.js";

runServer();
