import "@/features/graphiql/workers";
import "graphiql/style.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Workbench } from "@/features/graphiql/Workbench";

const root = document.getElementById("root");

if (root) {
  createRoot(root).render(
    <StrictMode>
      <Workbench />
    </StrictMode>,
  );
}
