// The module "board" of this kind of board, which the composition root imports.
export { openBoard } from "firmware/device/esp32/board";
