import { useState } from "react";
import { withFields } from "../page/forms.ts";
import { Modal } from "../page/Modal.tsx";
import { ProblemAlert } from "../page/ProblemAlert.tsx";
import { TextField } from "../page/TextField.tsx";
import { useErasing } from "./useErasure.ts";

/** Erases a user for good, once the admin has typed whom. */
export function EraseUser({ userId }: { userId: string }) {
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
  };
  return (
    <>
      <button
        type="button"
        className="danger"
        onClick={() => {
          setOpen(true);
        }}
      >
        Erase this user…
      </button>
      {isOpen && (
        <Modal
          title={
            <>
              Erase <code>{userId}</code>?
            </>
          }
          onClose={close}
        >
          <Confirmation userId={userId} onClose={close} />
        </Modal>
      )}
    </>
  );
}

function Confirmation({ userId, onClose }: { userId: string; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const erasing = useErasing(userId, onClose);
  return (
    <form
      onSubmit={withFields(() => {
        if (typed === userId) erasing.mutate();
      })}
    >
      <p>
        Events, profile, devices, parts in experiments and marks in sets of users go. Sums of money stay, without saying
        whose they were. From now on nothing of this user is taken in any more. It takes a few minutes, and cannot be
        stopped or undone.
      </p>
      <TextField
        label="Type the user’s id to confirm"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onText={setTyped}
      />
      {erasing.error && <ProblemAlert error={erasing.error} />}
      <div className="actions">
        <button type="button" onClick={onClose}>
          Keep the user
        </button>
        <button type="submit" className="danger" disabled={typed !== userId || erasing.isPending}>
          Erase for good
        </button>
      </div>
    </form>
  );
}
