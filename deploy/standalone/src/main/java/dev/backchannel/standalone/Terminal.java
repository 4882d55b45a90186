package dev.backchannel.standalone;

import java.io.Console;

/** Whether a person watches what is written. */
public final class Terminal {
    private static final int ALWAYS_A_CONSOLE = 22;

    private Terminal() {}

    /** False where the output goes to a file or to another program. */
    @SuppressWarnings("SystemConsoleNull") // what came with Java 22 is asked for, too
    public static boolean isThere() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < ALWAYS_A_CONSOLE) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "Java " + Runtime.version() + " does not tell whether this is a terminal", e);
        }
    }
}
