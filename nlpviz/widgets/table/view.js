// Table of which one column waits until the reader has said which row leads in it.  alone.js is
// the table without that.
import { question } from "./ask.js";
import { tableOf } from "./sheet.js";

export default tableOf(question);
