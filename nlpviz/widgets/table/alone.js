// Table without a question: what that needs does not travel.
import { tableOf } from "./sheet.js";

export default tableOf(null);
