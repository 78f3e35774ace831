import { textOf, withFields } from "../page/forms.ts";
import { TextField } from "../page/TextField.tsx";

interface UserLookupProps {
  readonly userId: string;
  readonly onLookUp: (userId: string) => void;
}

/** Asks whom to show. Only by the whole id: people cannot be listed or searched. */
export function UserLookup({ userId, onLookUp }: UserLookupProps) {
  return (
    <form
      role="search"
      aria-label="Users"
      className="controls"
      onSubmit={withFields((fields) => {
        const wanted = textOf(fields, "userId").trim();
        if (wanted !== "") onLookUp(wanted);
      })}
    >
      <TextField
        label="User id"
        name="userId"
        type="search"
        defaultValue={userId}
        maxLength={200}
        required
        autoComplete="off"
        spellCheck={false}
      />
      <button type="submit" className="primary">
        Look up
      </button>
    </form>
  );
}
