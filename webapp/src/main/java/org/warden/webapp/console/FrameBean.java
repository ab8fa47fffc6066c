package org.warden.webapp.console;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import jakarta.servlet.ServletContext;
import org.primefaces.context.PrimeFacesContext;
import org.warden.access.Visitor;
import org.warden.core.api.SupervisorView;
import org.warden.core.model.Role;
import org.warden.rpc.Caller;
import org.warden.webapp.boot.Graph;
import org.warden.webapp.boot.Installation;

/** What all Faces pages have in common: who looks, in which language, at which supervisor. */
@Named("frame")
@RequestScoped
public class FrameBean {
    /** The request attribute under which the filter leaves the token of forms. */
    private static final String TOKEN = "csrf";

    private Page page;
    private Caller caller;
    private Graph graph;
    private SupervisorView view;
    private long nowSeconds;

    @PostConstruct
    void look() {
        ExternalContext outside = outside();
        graph = ((Installation) outside.getApplicationMap().get(Installation.ATTRIBUTE))
                .graph()
                .orElseThrow();
        view = graph.supervisor().view();
        nowSeconds = System.currentTimeMillis() / 1000;
        Visitor visitor = (Visitor) outside.getRequestMap().get(Visitor.ATTRIBUTE);
        caller = new Caller(visitor.user(), visitor.address(), visitor.role());
        page = new Page(
                Texts.of(outside.getRequestLocale()),
                visitor.user(),
                visitor.role(),
                outside.getRequestMap().get(TOKEN).toString(),
                Page.carriesManual((ServletContext) outside.getContext()));
    }

    static ExternalContext outside() {
        return FacesContext.getCurrentInstance().getExternalContext();
    }

    Graph graph() {
        return graph;
    }

    /** One view for the whole request, so that its parts fit together. */
    SupervisorView view() {
        return view;
    }

    /** Who does what is done here. */
    Caller caller() {
        return caller;
    }

    Texts texts() {
        return page.texts();
    }

    long nowSeconds() {
        return nowSeconds;
    }

    /** Where the page's stream shall go on. */
    public String getMark() {
        return ProgramFeed.of((ServletContext) outside().getContext()).markOf(view);
    }

    public long getNow() {
        return nowSeconds;
    }

    public String getLanguage() {
        return page.texts().language();
    }

    public String getToken() {
        return page.token();
    }

    /** What a widget's script carries; forms bring it back, so that what they get fits the policy of the page. */
    public String getNonce() {
        return PrimeFacesContext.getCspState(FacesContext.getCurrentInstance()).getNonce();
    }

    public boolean isActing() {
        return page.mayAct();
    }

    public boolean isAdmin() {
        return page.role().includes(Role.ADMIN);
    }

    public String getIdentifier() {
        return view.identifier();
    }

    public String getState() {
        return view.state().name();
    }

    /** The texts that scripts use, as JSON. */
    public String getScriptTexts() {
        return page.texts().forScripts();
    }

    public String bar(String current) {
        return page.bar(current);
    }

    public String text(String key) {
        return page.texts().get(key);
    }

    public String fill(String key, Object value) {
        return page.texts().get(key, value);
    }

    /** Markup of a duration since a moment. */
    public String since(long seconds) {
        Html out = new Html(128);
        ProgramsPage.since(out, seconds, nowSeconds, page.texts());
        return out.toString();
    }
}
