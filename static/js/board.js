// The programme board: moving by mouse and by keys. Without this script its links and plain forms do the same.
import { followPointer } from "./board-pointer.js";
import { followKeys } from "./board-keys.js";
import { Saver } from "./board-saver.js";

const root = document.querySelector("[data-board]");
const saver = new Saver(root);
followPointer(root, saver);
followKeys(root, saver);
