package dev.backchannel.kafka.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** Runs another main class, and ends with whoever started it: a child whose parent was killed leaves nothing behind. */
final class ChildMain {
    private static final int ORPHANED = 137;

    private ChildMain() {}

    /** Arguments: the class to run, and its own. */
    public static void main(String[] args) throws Throwable {
        Thread watch = new Thread(ChildMain::awaitTheParentsEnd, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The parent holds the other end of our standard input and writes nothing to it. */
    private static void awaitTheParentsEnd() {
        try {
            while (System.in.read() >= 0) {
                // nothing is ever said
            }
        } catch (IOException e) {
            // the same as an end
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
