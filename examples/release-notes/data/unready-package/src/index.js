export const harbours = ["Cuxhaven", "Dover", "Kiel"];
