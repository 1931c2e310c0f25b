import { createContext, useContext } from "react";
import type { Api } from "@/api/client";

export const ApiContext = createContext<Api | null>(null);

/** Return the way to the API of the one who is signed in. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error("There is no way to the API here.");
  return api;
}
