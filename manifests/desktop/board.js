// The module "board" of this kind of board, which the composition root imports.
export { openBoard } from "firmware/device/desktop/board";
