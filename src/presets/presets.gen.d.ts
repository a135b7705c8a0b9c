/** The files of this folder, by name. */
declare const bundled: readonly { readonly name: string; readonly text: string }[];
export default bundled;
