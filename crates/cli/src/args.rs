//! What can be asked on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

mod imports;
mod people;

pub(crate) use imports::{
    Batch, ExportBad, Fix, FixWhat, Held, Import, Imports, ImportsWhat, Kept, Merge, Recipe, RecipeWhat,
    Watch, WatchWhat,
};
pub(crate) use people::{Activity, ActivityWhat, People, PeopleWhat, Review, ReviewWhat};

/// 通关台：把订单表变成清单，签名、申报、跟踪、计税、打印税单 / order sheets become declarations: signed, sent, tracked, taxed, printed.
///
/// Exit code: 0 fine, 1 findings or refusals, 2 failure, 75 the data folder is in use and nothing was done.
#[derive(Parser)]
#[command(name = "clearance", version)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Args)]
pub(crate) struct Common {
    /// 数据目录 / data folder
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// 输出稳定的 JSON / stable JSON on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// 语言 / language
    #[arg(long, global = true, value_enum, default_value_t = Language::Zh)]
    pub(crate) lang: Language,
    /// 等待服务应答的秒数 / how long the service may take to answer
    #[arg(long, global = true, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) timeout: Option<u64>,
    /// 数据文件夹被占用时最多等待的秒数；不给则立即以退出码 75 结束 / how long to wait for a data folder that is in use; without it the command ends at once with exit code 75
    #[arg(long, global = true, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(0..=86_400))]
    pub(crate) wait_lock: Option<u64>,
    /// 操作人：姓名或编号；只有一个人员时不需要 / who works: name or number; not needed where there is one person only
    #[arg(long = "as", global = true, value_name = "PERSON")]
    pub(crate) acting: Option<String>,
    /// 从该文件读操作人的 PIN，否则在终端输入 / read the PIN of whoever works from a file instead of the terminal
    #[arg(long, global = true, value_name = "FILE", requires = "acting")]
    pub(crate) as_pin_file: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    Zh,
    En,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// 检查订单表或报文 / judge sheets and messages; needs no data folder
    Check(Files),
    /// 验证报文签名 / verify the signature of messages; needs no data folder
    Verify(Verify),
    /// 估算税款 / assess the tax of sheets or CEB621 messages; needs no data folder
    Tax(Tax),
    /// 查商品编码：单位与税率 / search the tariff: units and rates; needs no data folder
    Hs(Hs),
    /// 导入订单表 / import order sheets
    Import(Import),
    /// 导入记录：查看、修改、申报、撤销、重做 / imports: look, repair, declare, undo, redo
    Imports(Imports),
    /// 留待修改的订单 / orders kept for later
    Kept(Kept),
    /// 导出有问题的行，单元格标色并附说明 / write the rows in question as a workbook with comments
    ExportBad(ExportBad),
    /// 合并改好的工作簿 / take over what was repaired in an exported workbook
    Merge(Merge),
    /// 列对应方案 / recipes: what the columns of a client's files mean
    Recipe(Recipe),
    /// 保存的修复 / named fixes of a client
    Fix(Fix),
    /// 监视文件夹 / watched folders
    Watch(Watch),
    /// 客户 / clients
    Client(Client),
    /// 商品库 / a client's goods book
    Goods(Goods),
    /// 证书 / keys
    Key(Key),
    /// 由已导入的订单生成清单 / make declarations from an import
    Declare(Declare),
    /// 签名 / sign
    Sign(Sign),
    /// 改单：修改尚未入库或被退单的清单 / send corrected values of a declaration that customs has not stored, or refused
    Change(Change),
    /// 删单：撤回尚未入库的清单 / take back a declaration that customs has not stored
    Delete(Delete),
    /// 撤单：申请撤销已入库的清单 / apply to cancel a declaration that customs has stored
    Cancel(Cancel),
    /// 退货：申请退回已放行的全部或部分商品 / apply to take all or part of released goods back
    Return(Return),
    /// 现在可以做什么 / what may be done with a declaration now
    Life(Life),
    /// 发送 / send what waits
    Send,
    /// 收回执 / send what is due and pull receipts
    Sync(Sync),
    /// 状态 / what became of orders
    Status(Status),
    /// 税单 / tax bills
    Bills(Bills),
    /// 支付原始数据（179号公告） / original payment data on demand of customs (announcement 179)
    PaymentData(PaymentData),
    /// 设置申报通道：服务地址，或官方传输客户端的文件夹 / how declarations travel: a service, or the folders of an official transport client
    Service(Service),
    /// 走完整条线 / the whole line: import, declare, sign, send, wait, print
    Run(Run),
    /// 表包：代码、商品编码、税率、限值 / tables: codes, HS codes, rates, limits
    Tables(Tables),
    /// 人员、角色和双人复核 / people, roles and four eyes
    People(People),
    /// 复核：签名前由另一人通过或退回 / another person approves or sends back before a signature
    Review(Review),
    /// 操作日志：列出、检查、导出 / the activity log: list, verify, export
    Activity(Activity),
    Batch(Batch),
    /// 命令行补全脚本 / a completion script for a shell
    Completions(Completions),
    /// 手册页（troff） / the manual page, as troff
    Man,
    /// 测速 / measure speed, with baselines in the same run
    Bench(Bench),
}

#[derive(Args)]
pub(crate) struct Files {
    /// 文件 / files
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// 用该文件夹中的表包（*.tsv，发布者证书为 publishers.pem）/ judge by the packages of a folder
    #[arg(long, value_name = "DIR")]
    pub(crate) tables: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Tax {
    /// 订单表或报文 / sheets or messages
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// 只列合计，不列算式 / totals only, without the formulas
    #[arg(long)]
    pub(crate) brief: bool,
    /// 用该文件夹中的表包（*.tsv，发布者证书为 publishers.pem）/ judge by the packages of a folder
    #[arg(long, value_name = "DIR")]
    pub(crate) tables: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Hs {
    /// 编码（可只写开头）或中文品名，如 3304.99、化妆品、3304 化妆品 / a code or its beginning, words of the Chinese name, or both
    #[arg(required = true)]
    pub(crate) query: Vec<String>,
    /// 按这一天的税率，默认今天 / the day whose rates are shown; today by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) on: Option<String>,
    /// 最多列出几条 / at most so many
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub(crate) limit: u16,
    /// 用该文件夹中的表包（*.tsv，发布者证书为 publishers.pem）/ judge by the packages of a folder
    #[arg(long, value_name = "DIR")]
    pub(crate) tables: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Verify {
    /// 报文 / messages
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// 信任的证书（PEM 或 DER），可多次 / trusted certificate; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Vec<PathBuf>,
    /// 吊销列表（PEM 或 DER），须由信任的证书签发，可多次 / revocation list of a trusted authority; may be repeated
    #[arg(long, value_name = "FILE", requires = "trust")]
    pub(crate) crl: Vec<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Client {
    #[command(subcommand)]
    pub(crate) what: ClientWhat,
}

#[derive(Subcommand)]
pub(crate) enum ClientWhat {
    /// 新增 / add one
    Add {
        /// 名称 / name
        name: String,
        /// 参照已有客户 / begin as this client is
        #[arg(long, value_name = "C", default_value = "")]
        like: String,
        /// 资料（JSON 对象，键为报文元素名）/ profile: a JSON object of element names
        #[arg(long, value_name = "FILE")]
        profile: Option<PathBuf>,
        /// 单项资料，如 customsCode=2991 / one entry of the profile
        #[arg(long = "set", value_name = "KEY=VALUE")]
        set: Vec<String>,
        /// 商品备案表 / goods book
        #[arg(long, value_name = "FILE")]
        goods: Option<PathBuf>,
    },
    /// 列出 / list them
    List {
        /// 包括已停用的 / the archived ones too
        #[arg(long)]
        archived: bool,
    },
    /// 查看资料 / show one
    Show {
        /// 客户 / client
        client: String,
    },
    /// 修改资料 / change entries
    Set {
        /// 客户 / client
        client: String,
        /// 单项资料，如 customsCode=2991 / one entry
        #[arg(value_name = "KEY=VALUE")]
        set: Vec<String>,
        /// 整份资料（JSON：profile、choices、numbering、printing）/ a JSON form of all of them
        #[arg(long, value_name = "FILE")]
        form: Option<PathBuf>,
    },
    /// 停用，数据保留 / archive one; its data stays
    Archive {
        /// 客户 / client
        client: String,
        /// 恢复 / bring it back
        #[arg(long)]
        restore: bool,
    },
}

#[derive(Args)]
pub(crate) struct Goods {
    #[command(subcommand)]
    pub(crate) what: GoodsWhat,
}

#[derive(Subcommand)]
pub(crate) enum GoodsWhat {
    /// 列出，可按货号、名称、编码查 / list, by number, name or code
    List {
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
        /// 查找 / part of a number, name or code
        #[arg(default_value = "")]
        find: String,
        /// 只列待核对的 / only those to look at
        #[arg(long)]
        flagged: bool,
        /// 最多 / at most
        #[arg(long, default_value_t = 200)]
        limit: u32,
    },
    /// 读入商品表 / take a sheet of goods into the book
    Import {
        /// 文件 / file
        file: PathBuf,
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
        /// 只比较，不改 / compare only
        #[arg(long)]
        dry_run: bool,
    },
    /// 导出工作簿 / write the book as a workbook
    Export {
        /// 文件 / file
        file: PathBuf,
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
    },
}

#[derive(Args)]
pub(crate) struct Key {
    #[command(subcommand)]
    pub(crate) what: KeyWhat,
}

#[derive(Subcommand)]
pub(crate) enum KeyWhat {
    /// 登记签名密钥：证书文件、PKCS#11 设备、电子口岸 USB Key，或由外部程序签名的交换目录 / register a key
    Add(Box<KeyAdd>),
    /// 列出 / list them
    List {
        /// 客户 / client
        #[arg(long, value_name = "C", default_value = "")]
        client: String,
    },
    /// 改名 / give a key another name
    Rename {
        /// 编号 / id
        key: String,
        /// 新名称 / its new name
        name: String,
    },
    /// 设为客户默认的签名证书 / its client signs with it unless another one is named
    Default {
        /// 编号 / id
        key: String,
    },
    /// 新证书接替旧证书：不再提醒旧证书到期，默认改用新证书 / a new key takes over from an old one: the end of the old one is told no more
    Replace {
        /// 旧证书编号 / id of the old one
        old: String,
        /// 新证书编号；不写则取消接替 / id of the new one; none takes it back
        #[arg(default_value = "", required_unless_present = "undo")]
        new: String,
        /// 取消接替 / take it back
        #[arg(long, conflicts_with = "new")]
        undo: bool,
    },
    /// 一把证书的记录：签名、暂停、PIN / what a key did: signatures, pauses, PINs
    Log {
        /// 编号 / id
        key: String,
    },
    /// 从通关台移除；设备和文件不变 / remove it from the desk; its token or file stays as it is
    Remove {
        /// 编号 / id
        key: String,
    },
    /// 检查密钥：能否找到、证书、有效期、算法、试签名 / examine keys: reach, certificate, validity, algorithm, a test signature
    Doctor {
        /// 编号；默认全部 / id; all by default
        #[arg(default_value = "")]
        key: String,
        /// 信任的签发机构或证书（PEM 或 DER），可多次 / authority or certificate to believe; may be repeated
        #[arg(long, value_name = "FILE")]
        trust: Vec<PathBuf>,
        /// 吊销列表（PEM 或 DER），可多次 / revocation list; may be repeated
        #[arg(long, value_name = "FILE")]
        crl: Vec<PathBuf>,
        /// 记住 --trust 和 --crl 的文件，以后检查不必再给 / remember the files of --trust and --crl for later
        #[arg(long, requires = "trust")]
        remember: bool,
        /// 从该文件读 PIN / read the PIN from a file
        #[arg(long, value_name = "FILE", requires = "key")]
        pin_file: Option<PathBuf>,
    },
}

#[derive(Args)]
#[command(group = clap::ArgGroup::new("where").required(true).multiple(false))]
pub(crate) struct KeyAdd {
    /// FILE.p12
    #[arg(group = "where")]
    pub(crate) file: Option<PathBuf>,
    /// PKCS#11 模块 / library of a PKCS#11 token
    #[arg(long, value_name = "MODULE", group = "where", requires = "token")]
    pub(crate) pkcs11: Option<PathBuf>,
    /// 电子口岸 USB Key 的本机控件 / the e-port's USB key, by way of its control on this computer
    #[arg(long, value_name = "ADDRESS", group = "where", num_args = 0..=1, default_missing_value = "")]
    pub(crate) eport: Option<String>,
    /// 由外部程序签名：交换目录 / another program signs: the folder
    #[arg(long, value_name = "DIR", group = "where", requires = "certificate")]
    pub(crate) folder: Option<PathBuf>,
    /// 客户 / client
    #[arg(long, value_name = "C")]
    pub(crate) client: String,
    /// 设备的标签或序列号 / label or serial number of the token
    #[arg(long, value_name = "LABEL", requires = "pkcs11")]
    pub(crate) token: Option<String>,
    /// 设备中有多张证书时，证书序列号 / serial number of the certificate, where a token holds several
    #[arg(long, value_name = "SERIAL", requires = "pkcs11")]
    pub(crate) serial: Option<String>,
    /// auto、rsa-pkcs、sha-rsa-pkcs、sm2-sm3:0x…、sm2:0x… / how the token signs
    #[arg(long, value_name = "MECHANISM", default_value = "auto", requires = "pkcs11")]
    pub(crate) mechanism: String,
    /// 外部程序签名所用证书（PEM 或 DER）/ the certificate that the other program signs with
    #[arg(long, value_name = "FILE", requires = "folder")]
    pub(crate) certificate: Option<PathBuf>,
    /// rsa-sha1、rsa-sha256 或 sm2-sm3；默认按密钥 / the key's own by default
    #[arg(long, value_name = "ALGORITHM", value_parser = ["rsa-sha1", "rsa-sha256", "sm2-sm3"], conflicts_with_all = ["file", "eport"])]
    pub(crate) algorithm: Option<String>,
    /// 从该文件读口令或 PIN，否则在终端输入 / read the password or PIN from a file instead of the terminal
    #[arg(long, value_name = "FILE", alias = "pin-file")]
    pub(crate) password_file: Option<PathBuf>,
    /// 把 PIN 保存在系统钥匙串，否则只在本次运行中使用 / keep the PIN in the keyring, not only for this run
    #[arg(long, conflicts_with = "file")]
    pub(crate) keep_pin: bool,
    /// 名称，默认按所在 / what it is called; by where it is by default
    #[arg(long, value_name = "NAME", default_value = "")]
    pub(crate) name: String,
    /// 客户默认用它签名 / the client signs with it unless another one is named
    #[arg(long)]
    pub(crate) default: bool,
    /// 接替的旧证书编号，不再提醒它到期 / the key that it takes over from; the end of that one is told no more
    #[arg(long, value_name = "KEY", default_value = "")]
    pub(crate) takes_over: String,
}

#[derive(Args)]
pub(crate) struct Declare {
    /// 订单、支付、运单表 / sheets
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// 客户 / client
    #[arg(long, value_name = "C")]
    pub(crate) client: String,
}

#[derive(Args)]
pub(crate) struct Sign {
    /// 证书编号，默认用客户自己的 / key; the client's own by default
    #[arg(long, default_value = "")]
    pub(crate) key: String,
    /// 从该文件读 PIN，否则在终端输入 / read the PIN of the key from a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub(crate) pin_file: Option<PathBuf>,
    /// 收回交给外部程序但还没签的报文 / take back what another program has not signed yet
    #[arg(long, conflicts_with_all = ["declarations", "key", "pin_file"])]
    pub(crate) take_back: bool,
    /// 继续暂停的签名；与 --key 同用即换一把 / go on with what was paused, with another key where one is named
    #[arg(long, conflicts_with_all = ["declarations", "take_back"])]
    pub(crate) go_on: bool,
    /// 清单的企业内部编号；默认全部待签 / own numbers; all that wait by default
    pub(crate) declarations: Vec<String>,
}

#[derive(Args)]
pub(crate) struct Change {
    /// 企业内部编号或订单编号 / own number or order number
    #[arg(value_name = "COPNO")]
    pub(crate) declaration: String,
    /// 元素=值，如 consigneeAddress=…；表体写 行号.元素=值 / ELEMENT=VALUE, or LINE.ELEMENT=VALUE
    #[arg(long = "set", required = true, value_name = "ELEMENT=VALUE")]
    pub(crate) set: Vec<String>,
    /// 证书编号，默认用客户自己的 / key; the client's own by default
    #[arg(long, default_value = "")]
    pub(crate) key: String,
}

#[derive(Args)]
pub(crate) struct Delete {
    /// 企业内部编号或订单编号 / own number or order number
    #[arg(value_name = "COPNO")]
    pub(crate) declaration: String,
    /// 证书编号，默认用客户自己的 / key; the client's own by default
    #[arg(long, default_value = "")]
    pub(crate) key: String,
}

#[derive(Args)]
pub(crate) struct Cancel {
    /// 企业内部编号或订单编号 / own number or order number
    #[arg(value_name = "COPNO")]
    pub(crate) declaration: String,
    /// 撤单原因 / why it is cancelled
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// 证书编号，默认用客户自己的 / key; the client's own by default
    #[arg(long, default_value = "")]
    pub(crate) key: String,
}

#[derive(Args)]
pub(crate) struct Return {
    /// 企业内部编号或订单编号 / own number or order number
    #[arg(value_name = "COPNO")]
    pub(crate) declaration: String,
    /// 退回的商品：行号=数量，可多次；不写则退回全部剩余 / LINE=QUANTITY, may be repeated; all that is left by default
    #[arg(long = "line", value_name = "LINE=QUANTITY")]
    pub(crate) lines: Vec<String>,
    /// 退货原因 / why the goods come back
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// 证书编号，默认用客户自己的 / key; the client's own by default
    #[arg(long, default_value = "")]
    pub(crate) key: String,
}

#[derive(Args)]
pub(crate) struct Life {
    /// 企业内部编号或订单编号 / own number or order number
    #[arg(value_name = "COPNO")]
    pub(crate) declaration: String,
}

#[derive(Args)]
pub(crate) struct Sync {
    /// 等到每票都有结果，最多这么多秒 / wait until every declaration has come to an end, at most so many seconds
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "60")]
    pub(crate) wait: Option<u64>,
}

#[derive(Args)]
pub(crate) struct Status {
    /// 订单编号；默认全部 / order numbers; all by default
    pub(crate) orders: Vec<String>,
}

#[derive(Args)]
pub(crate) struct PaymentData {
    #[command(subcommand)]
    pub(crate) what: PaymentDataWhat,
}

#[derive(Subcommand)]
pub(crate) enum PaymentDataWhat {
    /// 导入支付公司的原始请求与响应（表格或 JSON） / take in original requests and answers: sheets or JSON
    Import {
        /// 文件 / files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
    },
    /// 海关调取记录 / demands of customs and what became of them
    List {
        /// 客户；默认全部 / client; all by default
        #[arg(long, value_name = "C", default_value = "")]
        client: String,
    },
    /// 上传待答复的数据 / upload what was demanded and waits
    Answer,
    /// 监听海关调取请求，自动上传 / listen for demands and upload
    Listen {
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
        /// 监听地址 / address
        #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:8179")]
        address: SocketAddr,
    },
}

#[derive(Args)]
pub(crate) struct Bills {
    #[command(subcommand)]
    pub(crate) what: BillsWhat,
}

#[derive(Subcommand)]
pub(crate) enum BillsWhat {
    /// 列出 / list them
    List {
        /// 税单、清单或订单编号的一部分 / part of a bill, declaration or order number
        #[arg(default_value = "")]
        find: String,
    },
    /// 打印成 PDF / print to PDF
    Print {
        /// 税单编号；默认全部 / bill numbers; all by default
        bills: Vec<String>,
        /// 保存到 / folder
        #[arg(long, value_name = "DIR", default_value = ".")]
        out: PathBuf,
        /// 合成一个文件 / one file for all
        #[arg(long)]
        single: bool,
        /// 附汇总表 / with a summary list
        #[arg(long)]
        index: bool,
        /// 文件名 / file name
        #[arg(long, default_value = "{client}_{month}_{tax_no}")]
        pattern: String,
    },
    /// 与本机估算核对 / hold them against our own estimate
    Check {
        /// 税单编号；默认全部 / bill numbers; all by default
        bills: Vec<String>,
    },
    /// 合计：按缴款书、申报企业和月份 / totals by payment book, declarant and month
    Sum {
        /// 税单、清单或订单编号的一部分 / part of a bill, declaration or order number
        #[arg(default_value = "")]
        find: String,
    },
    /// 核对打印件与海关数据 / compare prints with what customs stated
    Verify {
        /// PDF
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

#[derive(Args)]
pub(crate) struct Service {
    /// 服务地址，如 http://127.0.0.1:8700 / address
    #[arg(required_unless_present = "folder", conflicts_with = "folder")]
    pub(crate) address: Option<String>,
    /// 只用于该客户 / for this client only
    #[arg(long, value_name = "C", required_unless_present = "address")]
    pub(crate) client: Option<String>,
    /// 官方传输客户端的文件夹，其中有 OutBox、InBox 等 / folder of an official transport client, with OutBox, InBox and so on
    #[arg(long, value_name = "ROOT", requires = "client")]
    pub(crate) folder: Option<PathBuf>,
    /// 模块目录，如 DecCus001 / folder of the module in it
    #[arg(long, value_name = "M", requires = "folder", default_value = "")]
    pub(crate) module: String,
    /// 目录名与预设不同时，如 out=发送；可用 out、sent、fail、in、done / a box of another name; may be repeated
    #[arg(long = "box", value_name = "BOX=NAME", requires = "folder")]
    pub(crate) boxes: Vec<String>,
    /// 每个文件打成 zip / each file in a zip archive
    #[arg(long, requires = "folder")]
    pub(crate) zip: bool,
    /// 套 DxpMsg 信封；默认为已签名的业务报文 / in DxpMsg envelopes; bare signed messages by default
    #[arg(long, requires = "folder")]
    pub(crate) dxp: bool,
    /// 信封的接收方，默认按报文类型 / receiver of the envelopes; by the kind of message by default
    #[arg(long, value_name = "ID", requires = "dxp", default_value = "")]
    pub(crate) receiver: String,
    /// 回执收取后留在 InBox，不移入 HDNBox / receipts stay in the InBox instead of going to the HDNBox
    #[arg(long, requires = "folder")]
    pub(crate) leave: bool,
}

#[derive(Args)]
pub(crate) struct Run {
    /// 订单、支付、运单表 / sheets
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// 客户；practice 为演练客户 / client; `practice` is the practice client
    #[arg(long, value_name = "C")]
    pub(crate) client: String,
    /// 税单 PDF 保存到 / folder of the tax bills; `bills` in the data folder by default
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// 最多等回执这么多秒 / wait for receipts at most so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(crate) wait: u64,
}

#[derive(Args)]
pub(crate) struct Tables {
    #[command(subcommand)]
    pub(crate) what: TablesWhat,
}

#[derive(Subcommand)]
pub(crate) enum TablesWhat {
    /// 列出现有的表 / list what is held
    List,
    /// 安装已签名的表包，全部成功或全部不装 / install signed packages, all of them or none
    Install {
        /// 表包 / packages
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// 检查表包及其签名，不安装 / judge packages, install nothing
    Verify {
        /// 表包 / packages
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// 信任的发布者证书，可多次；默认用数据目录中的 / trusted publisher; those of the data folder by default
        #[arg(long, value_name = "FILE")]
        trust: Vec<PathBuf>,
    },
    /// 导出一张表（未签名），供修改或发布 / write a table as an unsigned package
    Export {
        /// 表名 / table
        name: String,
        /// 写入文件，默认标准输出 / file; standard output by default
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// 发布者签名 / sign a package as its publisher
    Sign {
        /// 表包 / package
        file: PathBuf,
        /// PKCS#12 证书 / key
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// 从该文件读口令，否则在终端输入 / read the password from a file instead of the terminal
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
        /// 写入文件，默认标准输出 / file; standard output by default
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// 信任发布者的证书 / trust a publisher
    Trust {
        /// 证书（PEM 或 DER）/ certificate
        file: PathBuf,
    },
    /// 不再信任 / trust a publisher no more
    Distrust {
        /// 证书序列号 / serial number
        serial: String,
    },
    /// 列出信任的发布者 / list the trusted publishers
    Publishers,
    /// 更正一行，写明原因 / correct a row, with its reason
    Correct {
        /// 表名 / table
        name: String,
        /// 行：第一列的值 / row, by its first column
        key: String,
        /// 列=新值 / column and new value
        #[arg(required = true, value_name = "COLUMN=VALUE")]
        changes: Vec<String>,
        /// 原因 / why
        #[arg(long)]
        reason: String,
        /// 更正人 / who
        #[arg(long, value_name = "NAME")]
        by: String,
        /// 自该申报日起，默认今天 / from this day of declaration on; today by default
        #[arg(long, value_name = "YYYY-MM-DD")]
        since: Option<String>,
    },
    /// 撤回一条更正 / withdraw a correction
    Withdraw {
        /// 更正的编号 / its number
        id: String,
    },
    /// 列出自己的更正 / list own rows
    Rows,
}

#[derive(Args)]
pub(crate) struct Completions {
    /// 哪个 shell / which shell
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Args)]
pub(crate) struct Bench {
    /// 只测这些：import, workbench, declare, grid, clients, service, activity, bills / only these
    #[arg(value_name = "WHAT")]
    pub(crate) what: Vec<String>,
    /// 规模，相对于默认 / size, relative to the default
    #[arg(long, default_value_t = 1.0)]
    pub(crate) scale: f64,
    /// 数据放在这里并保留（口令 practice）；已有数据就直接用 / keep the data here (passphrase: practice), and use what is there
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}
