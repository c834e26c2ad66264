// "board" for this kind: the composition root imports it by this name.
export { openBoard } from "firmware/device/desktop/board";
