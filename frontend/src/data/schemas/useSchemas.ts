import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../../api/ApiContext.ts";
import type { EventSchema, EventSchemaDraft, EventSchemaPage } from "./eventSchema.ts";
import { deleteSchema, listSchemas, saveSchema } from "./schemasApi.ts";

const SCHEMAS = "event schemas";

/** The schemas of events by name, page by page. */
export function useSchemas() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [SCHEMAS],
    queryFn: ({ pageParam, signal }) => listSchemas(api, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: EventSchemaPage) => page.nextCursor,
    staleTime: 0,
  });
}

/** Saves a schema, new or changed. */
export function useSaving(version: number | null, onSaved: (schema: EventSchema) => void) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (draft: EventSchemaDraft) => saveSchema(api, draft, version),
    onSuccess: onSaved,
    // Also after a refusal: somebody else may have changed it.
    onSettled: () => cache.invalidateQueries({ queryKey: [SCHEMAS] }),
  });
}

export function useDeletion(onDeleted: (schema: EventSchema) => void) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (schema: EventSchema) => deleteSchema(api, schema),
    onSuccess(_, schema) {
      onDeleted(schema);
    },
    onSettled: () => cache.invalidateQueries({ queryKey: [SCHEMAS] }),
  });
}
