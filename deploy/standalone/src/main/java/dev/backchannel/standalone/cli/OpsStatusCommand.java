package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.operation.OperationLog;
import dev.backchannel.standalone.operation.OperationView;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ops status}. */
@Command(
        name = "status",
        description =
                "Print last heartbeats, what operators want, and the latest outcomes and alerts. Reads topics only.")
public final class OpsStatusCommand implements Callable<Integer> {
    @Mixin
    OpsReadOptions options = new OpsReadOptions();

    @Override
    public Integer call() {
        OperationLog.Now now = options.read(OperationLog::new).now();
        OperationView view = new OperationView(Instant.now());
        if (options.json) {
            System.out.println(view.json(now));
        } else {
            view.print(now, System.out);
        }
        return 0;
    }
}
