package io.gingham.lab.apiserver;

import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.net.InetAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/// `LabApiServer ADDRESS PORT`: serves until its standard input ends, which is when the process
/// that started it is gone.
public final class LabApiServer {

    private LabApiServer() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: LabApiServer ADDRESS PORT");
            System.exit(2);
        }
        MockWebServer web = new MockWebServer();
        Map<ServerRequest, Queue<ServerResponse>> expectations = new ConcurrentHashMap<>();
        KubernetesMockServer server =
                new KubernetesMockServer(
                        new Context(),
                        web,
                        expectations,
                        new KubernetesMixedDispatcher(expectations),
                        false);
        server.init(InetAddress.getByName(arguments[0]), Integer.parseInt(arguments[1]));
        forgetRequests(web);
        System.out.println("lab API server on http://" + arguments[0] + ":" + server.getPort());
        while (System.in.read() >= 0) {
            // Only the end of the input counts.
        }
        System.exit(0);
    }

    /// The mock server remembers every request for tests to look at; here they would only fill the
    /// memory.
    private static void forgetRequests(MockWebServer web) {
        Thread.ofPlatform()
                .daemon()
                .name("forget-requests")
                .start(
                        () -> {
                            try {
                                while (true) {
                                    web.takeRequest();
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }
}
